import type { DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput } from '@aws-sdk/client-ec2';
import { groupNotFound } from '../../../runtime/network/errors.ts';
import { applyFilters } from '../../../runtime/network/filter.ts';
import type { SecurityGroup } from '../../../runtime/network/network-state.ts';
import type { Network } from '../../../runtime/network/network.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { fromFilters, toSecurityGroup } from '../mapping.ts';

type Operation = Handler<DescribeSecurityGroupsCommandInput, Omit<DescribeSecurityGroupsCommandOutput, '$metadata'>>;

export const describeSecurityGroups =
  (network: Network): Operation =>
  (input, { scope }) => {
    // Names identify groups in a default VPC only, which no rehearsed account has.
    if (input.GroupNames?.length) throw groupNotFound(input.GroupNames[0] ?? '');
    const { groups } = network.state(scope);
    const asked = input.GroupIds?.map((id) => {
      const found = groups.get(id);
      if (!found) throw groupNotFound(id);
      return found;
    });
    const all = asked?.length ? asked : [...groups.values()];
    const found = applyFilters(all, fromFilters(input.Filters), FILTERS, ({ tags }) => tags);
    return { SecurityGroups: found.map((group) => toSecurityGroup(scope, group)) };
  };

/** Source: EC2 API, DescribeSecurityGroups, Filter.N. */
const FILTERS: Record<string, (group: SecurityGroup) => string | readonly string[] | undefined> = {
  description: ({ description }) => description,
  'group-id': ({ id }) => id,
  'group-name': ({ name }) => name,
  'vpc-id': ({ vpcId }) => vpcId,
};
