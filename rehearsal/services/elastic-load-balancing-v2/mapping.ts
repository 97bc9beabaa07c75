import type * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import { missing, notRehearsed } from '../../runtime/load-balancing/errors.ts';
import {
  defaultRule,
  type Listener,
  type LoadBalancer,
  type Rule,
  type TargetGroup,
} from '../../runtime/load-balancing/load-balancing-state.ts';
import type { Tag } from '../../runtime/load-balancing/tagging.ts';
import { toAction } from './action-mapping.ts';
import { toCondition } from './condition-mapping.ts';

/** The member, or the error of a request without it. */
export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined || value === '') throw missing(member);
  return value;
}

/** Members that AWS knows and the rehearsal does not: refused when they are there. */
export function refuse(input: object, members: readonly string[], operation: string): void {
  for (const member of members)
    if ((input as Record<string, unknown>)[member] !== undefined)
      throw notRehearsed(`the parameter ${member} of ${operation}`);
}

export const fromTags = (tags: elbv2.Tag[] | undefined): Tag[] =>
  (tags ?? []).map(({ Key, Value }) => ({ key: required(Key, 'Key'), value: Value ?? '' }));

export const toTags = (tags: Tag[]): elbv2.Tag[] => tags.map(({ key, value }) => ({ Key: key, Value: value }));

export const fromAttributes = (attributes: { Key?: string | undefined; Value?: string | undefined }[] | undefined) =>
  (attributes ?? []).map(({ Key, Value }) => ({ key: required(Key, 'Key'), value: Value ?? '' }));

export const toAttributes = (attributes: Map<string, string>) =>
  [...attributes].map(([Key, Value]) => ({ Key, Value }));

export const toLoadBalancer = (loadBalancer: LoadBalancer): elbv2.LoadBalancer => ({
  LoadBalancerArn: loadBalancer.arn,
  DNSName: loadBalancer.dnsName,
  CanonicalHostedZoneId: loadBalancer.canonicalHostedZoneId,
  CreatedTime: new Date(loadBalancer.createdAt),
  LoadBalancerName: loadBalancer.name,
  Scheme: loadBalancer.scheme,
  VpcId: loadBalancer.vpcId,
  State: { Code: 'active' },
  Type: 'application',
  AvailabilityZones: loadBalancer.zones.map(({ zone, subnetId }) => ({
    ZoneName: zone,
    SubnetId: subnetId,
    LoadBalancerAddresses: [],
  })),
  SecurityGroups: loadBalancer.securityGroups,
  IpAddressType: 'ipv4',
});

export const toTargetGroup = (group: TargetGroup, loadBalancerArns: string[]): elbv2.TargetGroup => ({
  TargetGroupArn: group.arn,
  TargetGroupName: group.name,
  // What is invoked has no protocol and no port.
  ...(group.targetType === 'ip' && {
    Protocol: 'HTTP',
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: group.healthCheck.port,
    ProtocolVersion: 'HTTP1',
  }),
  HealthCheckEnabled: group.healthCheck.enabled,
  HealthCheckIntervalSeconds: group.healthCheck.intervalSeconds,
  HealthCheckTimeoutSeconds: group.healthCheck.timeoutSeconds,
  HealthyThresholdCount: group.healthCheck.healthyThreshold,
  UnhealthyThresholdCount: group.healthCheck.unhealthyThreshold,
  HealthCheckPath: group.healthCheck.path,
  Matcher: { HttpCode: group.healthCheck.matcher },
  LoadBalancerArns: loadBalancerArns,
  TargetType: group.targetType,
  IpAddressType: 'ipv4',
});

export const toListener = (listener: Listener): elbv2.Listener => ({
  ListenerArn: listener.arn,
  LoadBalancerArn: listener.loadBalancerArn,
  Port: listener.port,
  Protocol: 'HTTP',
  DefaultActions: [toAction(defaultRule(listener).action)],
});

export const toRule = (rule: Rule): elbv2.Rule => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: rule.conditions.map(toCondition),
  Actions: [toAction(rule.action)],
  IsDefault: rule.priority === 'default',
});
