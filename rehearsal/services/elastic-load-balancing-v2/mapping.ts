import type * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import { missing, notRehearsed, validationError } from '../../runtime/load-balancing/errors.ts';
import type { ProtocolChanges } from '../../runtime/load-balancing/listener-tls.ts';
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
  Protocol: listener.tls ? 'HTTPS' : 'HTTP',
  ...(listener.tls && {
    Certificates: [{ CertificateArn: listener.tls.certificate }],
    SslPolicy: listener.tls.policy,
    MutualAuthentication: { Mode: 'off' },
  }),
  DefaultActions: [toAction(defaultRule(listener).action)],
});

/** What a request says of a listener's TLS; CreateListener and ModifyListener name it alike. Mutual authentication may be off only. */
export function fromProtocol(
  input: elbv2.CreateListenerCommandInput | elbv2.ModifyListenerCommandInput,
  operation: string,
): ProtocolChanges {
  const { Mode = 'off' } = input.MutualAuthentication ?? {};
  if (Mode !== 'off') throw notRehearsed(`the parameter MutualAuthentication of ${operation}`);
  // Source: ELBv2 API: for TLS listeners, which network load balancers have.
  if (input.AlpnPolicy?.length) throw notRehearsed(`the parameter AlpnPolicy of ${operation}`);
  return {
    protocol: input.Protocol,
    sslPolicy: input.SslPolicy,
    certificates: input.Certificates?.map(({ CertificateArn }) => required(CertificateArn, 'CertificateArn')),
  };
}

/** The default certificate is the listener's own, not the list's. Source: ELBv2 API, AddListenerCertificates. */
export const fromCertificates = (certificates: elbv2.Certificate[] | undefined): string[] =>
  required(certificates, 'Certificates').map(({ CertificateArn, IsDefault }) => {
    if (IsDefault !== undefined) throw validationError('IsDefault cannot be specified');
    return required(CertificateArn, 'CertificateArn');
  });

export const toRule = (rule: Rule): elbv2.Rule => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: rule.conditions.map(toCondition),
  Actions: [toAction(rule.action)],
  IsDefault: rule.priority === 'default',
});
