import { list, struct, tags as tagsShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import { missing, notRehearsed } from '../runtime/load-balancing/errors.ts';
import type { HealthCheckChanges } from '../runtime/load-balancing/health-check-settings.ts';
import type { TargetGroup } from '../runtime/load-balancing/load-balancing-state.ts';
import type { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import type { Scope } from '../kernel/scope.ts';
import type { TemplateTag } from './ec2-tags.ts';
import {
  elbAttributes,
  elbTags,
  removedAttributes,
  type TemplateAttribute,
} from './elastic-load-balancing-v2-lists.ts';
import { shortGeneratedName } from './elastic-load-balancing-v2-name.ts';
import { isTrue } from './template-boolean.ts';

interface TemplateTarget {
  /** An address, or a function's ARN. */
  Id: string;
  /** Templates may write numbers as text. */
  Port?: number | string;
}

interface TargetGroupProperties {
  Name?: string;
  Protocol?: string;
  ProtocolVersion?: string;
  Port?: number | string;
  VpcId?: string;
  TargetType?: string;
  Targets?: TemplateTarget[];
  IpAddressType?: string;
  HealthCheckEnabled?: boolean | string;
  HealthCheckProtocol?: string;
  HealthCheckPath?: string;
  HealthCheckPort?: string | number;
  HealthCheckIntervalSeconds?: number | string;
  HealthCheckTimeoutSeconds?: number | string;
  HealthyThresholdCount?: number | string;
  UnhealthyThresholdCount?: number | string;
  Matcher?: { HttpCode?: string };
  TargetGroupAttributes?: TemplateAttribute[];
  Tags?: TemplateTag[];
}

/**
 * `AWS::ElasticLoadBalancingV2::TargetGroup`. Targets that the template names are registered with the group: a function, which
 * must allow it by then, or addresses. Tasks register themselves.
 */
export function elasticLoadBalancingV2TargetGroupProvider(deps: {
  loadBalancing: LoadBalancing;
  ids: Ids;
}): ResourceProvider<TargetGroupProperties> {
  const { loadBalancing, ids } = deps;
  const { targetGroups } = loadBalancing;
  const stateOf = (scope: Scope, group: TargetGroup): ResourceState => ({
    physicalId: group.arn,
    attributes: {
      TargetGroupArn: group.arn,
      TargetGroupName: group.name,
      TargetGroupFullName: group.fullName,
      LoadBalancerArns: targetGroups.loadBalancerArns(scope, group.arn),
    },
  });
  const registerAll = async (scope: Scope, arn: string, targets: TemplateTarget[] = []) => {
    if (targets.length > 0) await targetGroups.registerNamed(scope, arn, targets.map(targetOf));
  };
  return {
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    properties: {
      Name: 'value',
      Protocol: 'value',
      ProtocolVersion: 'value',
      Port: 'value',
      VpcId: 'value',
      TargetType: 'value',
      Targets: list(struct({ Id: 'value', Port: 'value' })),
      IpAddressType: 'value',
      HealthCheckEnabled: 'value',
      HealthCheckProtocol: 'value',
      HealthCheckPath: 'value',
      HealthCheckPort: 'value',
      HealthCheckIntervalSeconds: 'value',
      HealthCheckTimeoutSeconds: 'value',
      HealthyThresholdCount: 'value',
      UnhealthyThresholdCount: 'value',
      Matcher: struct({ HttpCode: 'value' }),
      TargetGroupAttributes: list(struct({ Key: 'value', Value: 'value' })),
      Tags: tagsShape,
    },
    replaceOn: ['Name', 'Protocol', 'ProtocolVersion', 'Port', 'VpcId', 'TargetType', 'IpAddressType'],
    async create(properties, context) {
      const { Protocol, Port, VpcId, ProtocolVersion = 'HTTP1', IpAddressType = 'ipv4' } = properties;
      const { TargetType = 'instance' } = properties;
      if (TargetType !== 'lambda' && (Protocol === undefined || Port === undefined || VpcId === undefined))
        throw missing('Protocol, Port and VpcId');
      if (ProtocolVersion !== 'HTTP1') throw notRehearsed(`the protocol version ${ProtocolVersion}`);
      if (IpAddressType !== 'ipv4') throw notRehearsed(`the IP address type ${IpAddressType}`);
      const group = targetGroups.create(context.scope, {
        name: properties.Name ?? shortGeneratedName(context, ids),
        protocol: Protocol,
        port: numberOf(Port),
        vpcId: VpcId,
        targetType: TargetType,
        healthCheck: healthCheckOf(properties),
        attributes: elbAttributes(properties.TargetGroupAttributes),
        tags: elbTags(properties.Tags, context.stackTags),
      });
      try {
        await registerAll(context.scope, group.arn, properties.Targets);
      } catch (error) {
        // Nobody knows the group yet: what is left would keep its name.
        await targetGroups.delete(context.scope, group.arn);
        throw error;
      }
      return stateOf(context.scope, group);
    },
    async update({ physicalId }, properties, previous, { scope, stackTags }) {
      const group = await targetGroups.modify(scope, physicalId, healthCheckOf(properties));
      const owner = properties.TargetType === 'lambda' ? 'lambda target group' : 'target group';
      const changes = [
        ...removedAttributes(owner, previous.TargetGroupAttributes, properties.TargetGroupAttributes),
        ...elbAttributes(properties.TargetGroupAttributes),
      ];
      if (changes.length > 0) await targetGroups.modifyAttributes(scope, physicalId, changes);
      const gone = without(previous.Targets, properties.Targets).map(targetOf);
      if (gone.length > 0) await targetGroups.deregister(scope, physicalId, gone);
      await registerAll(scope, physicalId, without(properties.Targets, previous.Targets));
      loadBalancing.tagging.replace(scope, physicalId, elbTags(properties.Tags, stackTags));
      return stateOf(scope, group);
    },
    async delete({ physicalId }, _properties, { scope }) {
      await targetGroups.delete(scope, physicalId);
    },
  };
}

const targetOf = ({ Id, Port }: TemplateTarget) => ({
  id: Id,
  ...(Port !== undefined && { port: Number(Port) }),
});

/** Those of `these` that `others` do not name. */
const without = (these: TemplateTarget[] = [], others: TemplateTarget[] = []): TemplateTarget[] =>
  these.filter(({ Id, Port }) => !others.some((other) => other.Id === Id && String(other.Port) === String(Port)));

function healthCheckOf(properties: TargetGroupProperties): HealthCheckChanges {
  const { HealthCheckEnabled: enabled, HealthCheckPort: port } = properties;
  return {
    enabled: enabled === undefined ? undefined : isTrue(enabled),
    protocol: properties.HealthCheckProtocol,
    path: properties.HealthCheckPath,
    port: port === undefined ? undefined : String(port),
    intervalSeconds: numberOf(properties.HealthCheckIntervalSeconds),
    timeoutSeconds: numberOf(properties.HealthCheckTimeoutSeconds),
    healthyThreshold: numberOf(properties.HealthyThresholdCount),
    unhealthyThreshold: numberOf(properties.UnhealthyThresholdCount),
    matcher: properties.Matcher?.HttpCode,
  };
}

const numberOf = (value: number | string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);
