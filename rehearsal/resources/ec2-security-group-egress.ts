import type { Network } from '../runtime/network/network.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { ruleOf, type TemplateRule } from './ec2-security-group-rule.ts';

interface SecurityGroupEgressProperties extends TemplateRule {
  GroupId: string;
}

/** `AWS::EC2::SecurityGroupEgress`: one rule of a group. */
export function ec2SecurityGroupEgressProvider({
  network,
}: {
  network: Network;
}): ResourceProvider<SecurityGroupEgressProperties> {
  const { securityGroups } = network;
  return {
    type: 'AWS::EC2::SecurityGroupEgress',
    properties: {
      GroupId: 'value',
      IpProtocol: 'value',
      FromPort: 'value',
      ToPort: 'value',
      CidrIp: 'value',
      CidrIpv6: 'value',
      Description: 'value',
      DestinationSecurityGroupId: 'value',
      DestinationPrefixListId: 'value',
    },
    replaceOn: [
      'GroupId',
      'IpProtocol',
      'FromPort',
      'ToPort',
      'CidrIp',
      'CidrIpv6',
      'DestinationSecurityGroupId',
      'DestinationPrefixListId',
    ],
    async create(properties, { scope }) {
      const [rule] = securityGroups.authorize(scope, properties.GroupId, 'egress', [ruleOf(properties)]);
      if (!rule) throw new Error('The rule was not made.');
      return { physicalId: rule.id, attributes: { Id: rule.id } };
    },
    async update(state, properties, _previous, { scope }) {
      // Only the description can differ: everything else replaces.
      const rule = securityGroups.get(scope, properties.GroupId).rules.find(({ id }) => id === state.physicalId);
      if (rule) rule.description = properties.Description;
      return state;
    },
    async delete({ physicalId }, { GroupId }, { scope }) {
      if (network.state(scope).groups.has(GroupId)) securityGroups.removeRule(scope, GroupId, physicalId);
    },
  };
}
