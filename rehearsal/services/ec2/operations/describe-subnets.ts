import type { DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput } from '@aws-sdk/client-ec2';
import { subnetNotFound } from '../../../runtime/network/errors.ts';
import { applyFilters } from '../../../runtime/network/filter.ts';
import type { Subnet } from '../../../runtime/network/network-state.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromFilters, toSubnet } from '../mapping.ts';

type Operation = Handler<DescribeSubnetsCommandInput, Omit<DescribeSubnetsCommandOutput, '$metadata'>>;

export const describeSubnets =
  (network: Network): Operation =>
  (input, { scope }) => {
    const { subnets } = network.state(scope);
    const asked = input.SubnetIds?.map((id) => {
      const found = subnets.get(id);
      if (!found) throw subnetNotFound(id);
      return found;
    });
    const all = asked?.length ? asked : [...subnets.values()];
    const found = applyFilters(all, fromFilters(input.Filters), FILTERS, ({ tags }) => tags);
    return { Subnets: found.map((subnet) => toSubnet(scope, subnet, network.freeAddresses(subnet))) };
  };

/** Source: EC2 API, DescribeSubnets, Filter.N. */
const FILTERS: Record<string, (subnet: Subnet) => string | readonly string[] | undefined> = {
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  'cidr-block': ({ cidrBlock }) => cidrBlock,
  'default-for-az': () => 'false',
  'map-public-ip-on-launch': ({ mapPublicIpOnLaunch }) => String(mapPublicIpOnLaunch),
  state: () => 'available',
  'subnet-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
};
