import type { Ids } from '../kernel/ids.ts';
import { list, struct, tags as tagsShape } from '../domain/stack/property-shape.ts';
import type { SecurityGroup } from '../runtime/network/network-state.ts';
import type { Network } from '../runtime/network/network.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { ruleOf, type TemplateRule } from './ec2-security-group-rule.ts';
import { ec2Tags, type TemplateTag } from './ec2-tags.ts';

interface SecurityGroupProperties {
  GroupName?: string;
  GroupDescription: string;
  VpcId: string;
  SecurityGroupIngress?: TemplateRule[];
  SecurityGroupEgress?: TemplateRule[];
  Tags?: TemplateTag[];
}

const RULE = {
  IpProtocol: 'value',
  FromPort: 'value',
  ToPort: 'value',
  CidrIp: 'value',
  CidrIpv6: 'value',
  Description: 'value',
} as const;

/** `AWS::EC2::SecurityGroup`. */
export function ec2SecurityGroupProvider({
  network,
  ids,
}: {
  network: Network;
  ids: Ids;
}): ResourceProvider<SecurityGroupProperties> {
  const { securityGroups } = network;
  return {
    type: 'AWS::EC2::SecurityGroup',
    properties: {
      GroupName: 'value',
      GroupDescription: 'value',
      VpcId: 'value',
      SecurityGroupIngress: list(struct({ ...RULE, SourceSecurityGroupId: 'value', SourcePrefixListId: 'value' })),
      SecurityGroupEgress: list(
        struct({ ...RULE, DestinationSecurityGroupId: 'value', DestinationPrefixListId: 'value' }),
      ),
      Tags: tagsShape,
    },
    replaceOn: ['GroupName', 'GroupDescription', 'VpcId'],
    async create(properties, { scope, stackName, logicalId, stackTags }) {
      const group = securityGroups.create(scope, {
        name: properties.GroupName ?? `${stackName}-${logicalId}-${ids.upper(12)}`,
        description: properties.GroupDescription,
        vpcId: properties.VpcId,
        tags: ec2Tags(properties.Tags, stackTags),
      });
      securityGroups.authorize(scope, group.id, 'ingress', (properties.SecurityGroupIngress ?? []).map(ruleOf));
      // Egress rules in the template take the place of the one that lets everything out.
      if (properties.SecurityGroupEgress?.length)
        securityGroups.replace(scope, group.id, 'egress', properties.SecurityGroupEgress.map(ruleOf));
      return stateOf(group);
    },
    async update({ physicalId }, properties, previous, { scope, stackTags }) {
      const group = securityGroups.get(scope, physicalId);
      group.tags = ec2Tags(properties.Tags, stackTags);
      // Rules that are resources of their own (…Ingress, …Egress) stay: only the template's inline rules are exchanged.
      exchange('ingress', previous.SecurityGroupIngress, properties.SecurityGroupIngress);
      exchange('egress', previous.SecurityGroupEgress, properties.SecurityGroupEgress);
      return stateOf(group);

      function exchange(direction: 'ingress' | 'egress', before: TemplateRule[] = [], after: TemplateRule[] = []) {
        const texts = (rules: TemplateRule[]) => new Set(rules.map((rule) => JSON.stringify(rule)));
        const [old, wanted] = [texts(before), texts(after)];
        const gone = before.filter((rule) => !wanted.has(JSON.stringify(rule)));
        if (gone.length > 0) securityGroups.revoke(scope, physicalId, direction, gone.map(ruleOf));
        securityGroups.authorize(
          scope,
          physicalId,
          direction,
          after.filter((rule) => !old.has(JSON.stringify(rule))).map(ruleOf),
        );
      }
    },
    async delete({ physicalId }, _properties, { scope }) {
      if (network.state(scope).groups.has(physicalId)) securityGroups.delete(scope, physicalId);
    },
  };
}

/** `Ref` of a group in a VPC is its id. */
const stateOf = ({ id, vpcId }: SecurityGroup): ResourceState => ({
  physicalId: id,
  attributes: { GroupId: id, Id: id, VpcId: vpcId },
});
