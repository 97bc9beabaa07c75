import { assertNever } from '../../kernel/assert-never.ts';
import { type Clock, startUpTime } from '../../kernel/clock.ts';
import type { ServerCertificates } from '../ports/server-certificates.ts';
import type {
  RouterCondition,
  RouterConfig,
  RouterGroup,
  RouterListener,
  RouterRule,
} from '../ports/traffic-router.ts';
import { routerTls } from './listener-tls.ts';
import type {
  Listener,
  ListenerAction,
  LoadBalancingState,
  Rule,
  RuleCondition,
  TargetGroup,
} from './load-balancing-state.ts';

/** Real milliseconds. A loaded machine needs that long to answer; a shorter wait would call healthy targets dead. */
const HEALTH_CHECK_TIMEOUT_FLOOR_MS = 500;

/** The data plane's configuration as a view of the state that the API describes: there is no second copy. */
export function routerConfig(
  states: LoadBalancingState[],
  clock: Clock,
  certificates: ServerCertificates,
): RouterConfig {
  return {
    listeners: states.flatMap((state) =>
      [...state.listeners.values()].flatMap((listener) => routerListener(state, listener, certificates)),
    ),
    groups: states.flatMap((state) => [...state.targetGroups.values()].map((group) => routerGroup(group, clock))),
  };
}

/** None for a listener whose certificate is gone: it must not answer in clear what it was asked to encrypt. */
function routerListener(
  state: LoadBalancingState,
  listener: Listener,
  certificates: ServerCertificates,
): RouterListener[] {
  const attributes = state.loadBalancers.get(listener.loadBalancerArn)?.attributes;
  const tls = listener.tls && routerTls(listener.tls, certificates);
  if (listener.tls && !tls) return [];
  const config: RouterListener = {
    id: listener.arn,
    balancer: listener.loadBalancerArn,
    port: listener.port,
    ...(listener.preferredLocalPort !== undefined && { preferredLocalPort: listener.preferredLocalPort }),
    // A network time-out: never scaled.
    idleTimeoutMs: Number(attributes?.get('idle_timeout.timeout_seconds') ?? 60) * 1000,
    dropInvalidHeaders: attributes?.get('routing.http.drop_invalid_header_fields.enabled') === 'true',
    ...(tls && { tls }),
    rules: listener.rules.map(routerRule),
  };
  return [config];
}

function routerGroup(group: TargetGroup, clock: Clock): RouterGroup {
  const { healthCheck } = group;
  return {
    id: group.arn,
    name: group.name,
    ...(group.targetType === 'lambda' && { invoked: true }),
    ...(healthCheck.enabled && {
      healthCheck: {
        path: healthCheck.path,
        matcher: healthCheck.ranges,
        intervalMs: clock.toReal(healthCheck.intervalSeconds * 1000),
        timeoutMs: Math.max(HEALTH_CHECK_TIMEOUT_FLOOR_MS, clock.toReal(healthCheck.timeoutSeconds * 1000)),
        startUpMs: startUpTime(clock, healthCheck.intervalSeconds * healthCheck.unhealthyThreshold * 1000),
        healthyThreshold: healthCheck.healthyThreshold,
        unhealthyThreshold: healthCheck.unhealthyThreshold,
      },
    }),
    targets: [...group.targets].map(([id, target]) => ({
      id,
      registration: target.registration,
      endpoint: target.endpoint,
      draining: target.draining !== undefined,
    })),
  };
}

const routerRule = (rule: Rule): RouterRule => ({
  id: rule.arn,
  conditions: rule.conditions.map(routerCondition),
  action: routerAction(rule.action),
});

function routerCondition(condition: RuleCondition): RouterCondition {
  switch (condition.field) {
    case 'path-pattern':
      return { field: 'path', patterns: condition.values };
    case 'host-header':
      return { field: 'host', patterns: condition.values };
    case 'http-request-method':
      return { field: 'method', values: condition.values };
    case 'http-header':
      return { field: 'header', name: condition.name, patterns: condition.values };
    default:
      return assertNever(condition, 'rule condition');
  }
}

function routerAction(action: ListenerAction): RouterRule['action'] {
  if (action.type !== 'forward') return action;
  return {
    type: 'forward',
    groups: action.groups.map(({ targetGroupArn, weight }) => ({ group: targetGroupArn, weight })),
  };
}
