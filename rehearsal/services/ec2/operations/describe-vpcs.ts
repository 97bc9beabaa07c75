import type { DescribeVpcsCommandInput, DescribeVpcsCommandOutput } from '@aws-sdk/client-ec2';
import { vpcNotFound } from '../../../runtime/network/errors.ts';
import { applyFilters } from '../../../runtime/network/filter.ts';
import type { Vpc } from '../../../runtime/network/network-state.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromFilters, toVpc } from '../mapping.ts';

type Operation = Handler<DescribeVpcsCommandInput, Omit<DescribeVpcsCommandOutput, '$metadata'>>;

export const describeVpcs =
  (network: Network): Operation =>
  (input, { scope }) => {
    const { vpcs } = network.state(scope);
    const asked = input.VpcIds?.map((id) => {
      const found = vpcs.get(id);
      if (!found) throw vpcNotFound(id);
      return found;
    });
    const all = asked?.length ? asked : [...vpcs.values()];
    const found = applyFilters(all, fromFilters(input.Filters), FILTERS, ({ tags }) => tags);
    return { Vpcs: found.map((vpc) => toVpc(scope, vpc)) };
  };

/** Source: EC2 API, DescribeVpcs, Filter.N. */
const FILTERS: Record<string, (vpc: Vpc) => string | readonly string[] | undefined> = {
  cidr: ({ cidrBlock }) => cidrBlock,
  'cidr-block-association.cidr-block': ({ cidrBlock }) => cidrBlock,
  'is-default': () => 'false',
  state: () => 'available',
  'vpc-id': ({ id }) => id,
};
