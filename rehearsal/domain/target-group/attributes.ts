/** What is wrong with an attribute: `unknown` to AWS, `invalid` to AWS, or `unsupported` here although AWS has it. */
export type AttributeProblem = { kind: 'unknown' | 'invalid' | 'unsupported'; key: string; value: string };

interface AttributeRule {
  initial: string;
  /** Values that AWS takes. */
  valid: (value: string) => boolean;
  /** Values that the rehearsal honours; the others are refused by name. Absent: all valid ones. */
  honoured?: (value: string) => boolean;
}

const oneOf =
  (...values: string[]) =>
  (value: string) =>
    values.includes(value);
const boolean = oneOf('true', 'false');
const whole = (min: number, max: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;

/** Attributes of an ALB's target group with their defaults. Source: ELBv2 API, TargetGroupAttribute. */
const TARGET_GROUP: Record<string, AttributeRule> = {
  'deregistration_delay.timeout_seconds': { initial: '300', valid: whole(0, 3600) },
  'stickiness.enabled': { initial: 'false', valid: boolean, honoured: oneOf('false') },
  'stickiness.type': { initial: 'lb_cookie', valid: oneOf('lb_cookie', 'app_cookie') },
  'stickiness.lb_cookie.duration_seconds': { initial: '86400', valid: whole(1, 604_800) },
  'stickiness.app_cookie.cookie_name': { initial: '', valid: () => true },
  'stickiness.app_cookie.duration_seconds': { initial: '86400', valid: whole(1, 604_800) },
  'slow_start.duration_seconds': {
    initial: '0',
    valid: (value) => value === '0' || whole(30, 900)(value),
    honoured: oneOf('0'),
  },
  'load_balancing.algorithm.type': {
    initial: 'round_robin',
    valid: oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
    honoured: oneOf('round_robin'),
  },
  'load_balancing.algorithm.anomaly_mitigation': { initial: 'off', valid: oneOf('on', 'off'), honoured: oneOf('off') },
  // One machine has no zones: targets of all zones get requests either way.
  'load_balancing.cross_zone.enabled': {
    initial: 'use_load_balancer_configuration',
    valid: oneOf('true', 'false', 'use_load_balancer_configuration'),
    honoured: oneOf('true', 'use_load_balancer_configuration'),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.count': {
    initial: '1',
    valid: offOr(1),
    honoured: oneOf('1', 'off'),
  },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': {
    initial: 'off',
    valid: offOr(1, 100),
    honoured: oneOf('off'),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': {
    initial: '1',
    valid: whole(1, 1000),
    honoured: oneOf('1'),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    initial: 'off',
    valid: offOr(1, 100),
    honoured: oneOf('off'),
  },
};

/**
 * Attributes of a target group of type lambda: neither a deregistration delay nor algorithms apply. Source: ELBv2 API,
 * TargetGroupAttribute; which of the shared ones DescribeTargetGroupAttributes lists is unverified.
 */
const LAMBDA_TARGET_GROUP: Record<string, AttributeRule> = {
  'lambda.multi_value_headers.enabled': { initial: 'false', valid: boolean },
  ...Object.fromEntries(
    Object.entries(TARGET_GROUP).filter(([key]) =>
      /^(stickiness\.(?!app_cookie)|load_balancing\.cross_zone\.|target_group_health\.)/.test(key),
    ),
  ),
};

/** Attributes of an ALB with their defaults. Source: ELBv2 API, LoadBalancerAttribute. */
const LOAD_BALANCER: Record<string, AttributeRule> = {
  // Recorded: the rehearsal writes its own access log.
  'access_logs.s3.enabled': { initial: 'false', valid: boolean },
  'access_logs.s3.bucket': { initial: '', valid: () => true },
  'access_logs.s3.prefix': { initial: '', valid: () => true },
  'connection_logs.s3.enabled': { initial: 'false', valid: boolean, honoured: oneOf('false') },
  'connection_logs.s3.bucket': { initial: '', valid: () => true },
  'connection_logs.s3.prefix': { initial: '', valid: () => true },
  'health_check_logs.s3.enabled': { initial: 'false', valid: boolean, honoured: oneOf('false') },
  'health_check_logs.s3.bucket': { initial: '', valid: () => true },
  'health_check_logs.s3.prefix': { initial: '', valid: () => true },
  'client_keep_alive.seconds': { initial: '3600', valid: whole(60, 604_800), honoured: oneOf('3600') },
  'deletion_protection.enabled': { initial: 'false', valid: boolean },
  'idle_timeout.timeout_seconds': { initial: '60', valid: whole(1, 4000) },
  'ipv6.deny_all_igw_traffic': { initial: 'false', valid: boolean, honoured: oneOf('false') },
  'load_balancing.cross_zone.enabled': { initial: 'true', valid: oneOf('true') },
  // Node's own strict parser stands for both; `monitor` would let ambiguous requests through.
  'routing.http.desync_mitigation_mode': {
    initial: 'defensive',
    valid: oneOf('monitor', 'defensive', 'strictest'),
    honoured: oneOf('defensive', 'strictest'),
  },
  'routing.http.drop_invalid_header_fields.enabled': { initial: 'false', valid: boolean },
  'routing.http.preserve_host_header.enabled': { initial: 'false', valid: boolean, honoured: oneOf('false') },
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': {
    initial: 'false',
    valid: boolean,
    honoured: oneOf('false'),
  },
  'routing.http.xff_client_port.enabled': { initial: 'false', valid: boolean, honoured: oneOf('false') },
  'routing.http.xff_header_processing.mode': {
    initial: 'append',
    valid: oneOf('append', 'preserve', 'remove'),
    honoured: oneOf('append'),
  },
  // Listeners here speak HTTP/1.1 only; the attribute says whether clients may ask for HTTP/2, and they may be told no.
  'routing.http2.enabled': { initial: 'true', valid: boolean },
  'waf.fail_open.enabled': { initial: 'false', valid: boolean },
  'zonal_shift.config.enabled': { initial: 'false', valid: boolean, honoured: oneOf('false') },
};

const CATALOGUES = {
  'target group': TARGET_GROUP,
  'lambda target group': LAMBDA_TARGET_GROUP,
  'load balancer': LOAD_BALANCER,
};
export type AttributeOwner = keyof typeof CATALOGUES;

export function initialAttributes(owner: AttributeOwner): Map<string, string> {
  return new Map(Object.entries(CATALOGUES[owner]).map(([key, { initial }]) => [key, initial]));
}

/** The first thing that is wrong with a change of attributes. */
export function attributeProblem(
  owner: AttributeOwner,
  changes: { key: string; value: string }[],
): AttributeProblem | undefined {
  for (const { key, value } of changes) {
    const rule = CATALOGUES[owner][key];
    if (rule === undefined) return { kind: 'unknown', key, value };
    if (!rule.valid(value)) return { kind: 'invalid', key, value };
    if (rule.honoured && !rule.honoured(value)) return { kind: 'unsupported', key, value };
  }
  return undefined;
}

function offOr(min: number, max = 1000): (value: string) => boolean {
  const inRange = whole(min, max);
  return (value) => value === 'off' || inRange(value);
}
