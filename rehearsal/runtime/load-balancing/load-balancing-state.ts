import type { CodeRanges } from '../../domain/target-group/matcher.ts';
import type { WeightedGroup } from '../ports/listener-weights.ts';
import type { RouterHealthChange } from '../ports/traffic-router.ts';

export interface LoadBalancer {
  arn: string;
  name: string;
  /** `app/<name>/<16 hex>`: the CloudWatch dimension LoadBalancer. */
  fullName: string;
  dnsName: string;
  canonicalHostedZoneId: string;
  scheme: 'internet-facing' | 'internal';
  vpcId: string;
  zones: { zone: string; subnetId: string; interfaceId: string; address: string }[];
  securityGroups: string[];
  /** Epoch milliseconds. */
  createdAt: number;
  attributes: Map<string, string>;
}

export interface HealthCheckSettings {
  /** Only functions may go unchecked. */
  enabled: boolean;
  path: string;
  /** `traffic-port`, or the group's own port in digits. */
  port: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  matcher: string;
  ranges: CodeRanges;
}

export type TargetType = 'ip' | 'lambda';

export interface TargetGroup {
  arn: string;
  name: string;
  /** `targetgroup/<name>/<16 hex>`: the CloudWatch dimension TargetGroup. */
  fullName: string;
  targetType: TargetType;
  /** Where its targets are; absent of functions, which are invoked. */
  port?: number;
  vpcId?: string;
  healthCheck: HealthCheckSettings;
  attributes: Map<string, string>;
  /** By `<id>:<port>`, functions by their ARN. */
  targets: Map<string, RegisteredTarget>;
}

export interface RegisteredTarget {
  /** Address, or a function's ARN. */
  id: string;
  port?: number;
  endpoint: { host: string; port: number };
  /** Registered as an address alone, not by the task that has it. */
  isAddress?: true;
  /** Changes when the same address is registered again at another endpoint. */
  registration: number;
  /** Ends the wait of a deregistration; present while draining. */
  draining?: AbortController;
  /** What the router last said of it. */
  health?: RouterHealthChange;
}

export interface Listener {
  arn: string;
  loadBalancerArn: string;
  port: number;
  /** Of an HTTPS listener; without it, it speaks HTTP. */
  tls?: ListenerTls;
  /** The loopback port that it had when it was saved. */
  preferredLocalPort?: number;
  /** In order of priority; the default rule is last. */
  rules: Rule[];
}

export interface ListenerTls {
  /** Name of the security policy. */
  policy: string;
  /** ARN of the default certificate. */
  certificate: string;
  /** ARNs of the certificate list, which may name the default one too. */
  more: string[];
}

export interface Rule {
  arn: string;
  priority: number | 'default';
  conditions: RuleCondition[];
  action: ListenerAction;
}

export type RuleCondition =
  | { field: 'path-pattern' | 'host-header' | 'http-request-method'; values: string[] }
  | { field: 'http-header'; name: string; values: string[] };

export type ListenerAction =
  | { type: 'forward'; groups: WeightedGroup[] }
  | { type: 'fixed-response'; status: number; contentType?: string; body?: string }
  | { type: 'redirect'; status: 301 | 302; protocol: string; host: string; port: string; path: string; query: string };

/** What one account has in one region. ARNs are the keys. */
export interface LoadBalancingState {
  loadBalancers: Map<string, LoadBalancer>;
  targetGroups: Map<string, TargetGroup>;
  listeners: Map<string, Listener>;
  /** By the ARN of what is tagged. */
  tags: Map<string, Map<string, string>>;
}

export const emptyLoadBalancing = (): LoadBalancingState => ({
  loadBalancers: new Map(),
  targetGroups: new Map(),
  listeners: new Map(),
  tags: new Map(),
});

/** The groups that a listener forwards to, weight 0 included. */
export const groupsOf = (listener: Listener): string[] =>
  listener.rules.flatMap(({ action }) =>
    action.type === 'forward' ? action.groups.map(({ targetGroupArn }) => targetGroupArn) : [],
  );

/** The load balancers whose listeners forward to a group. Source: ELBv2 API, TargetGroup.LoadBalancerArns. */
export function loadBalancersOf(state: LoadBalancingState, targetGroupArn: string): string[] {
  const arns = [...state.listeners.values()]
    .filter((listener) => groupsOf(listener).includes(targetGroupArn))
    .map((listener) => listener.loadBalancerArn);
  return [...new Set(arns)];
}

/** Every certificate that a listener may present. */
export const certificatesOf = ({ tls }: Listener): string[] => (tls ? [tls.certificate, ...tls.more] : []);

/** The default rule's action, which every listener has. */
export function defaultRule(listener: Listener): Rule {
  const rule = listener.rules.at(-1);
  if (rule?.priority !== 'default') throw new Error(`Listener ${listener.arn} has no default rule.`);
  return rule;
}
