import type { Scope } from '../../kernel/scope.ts';
import type { Network } from '../network/network.ts';
import * as errors from './errors.ts';
import { changedHealthCheck, type HealthCheckChanges } from './health-check-settings.ts';
import type { HealthCheckSettings, TargetGroup } from './load-balancing-state.ts';
import type { Tag } from './tagging.ts';

export interface NewTargetGroup {
  name: string;
  /** Protocol, port and VPC are required of all but functions, which have none. */
  protocol?: string | undefined;
  port?: number | undefined;
  vpcId?: string | undefined;
  targetType: string;
  healthCheck: HealthCheckChanges;
  attributes: { key: string; value: string }[];
  tags: Tag[];
}

/** Defaults of an HTTP target group. Source: ALB guide, health check settings (the API reference says 6 s for the time-out). */
const HEALTH_CHECK: HealthCheckSettings = {
  enabled: true,
  path: '/',
  port: 'traffic-port',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
  ranges: [[200, 200]],
};

/** Defaults for functions. Source: ELBv2 API, CreateTargetGroup (35 s, 30 s, disabled). */
const FUNCTION_HEALTH_CHECK: HealthCheckSettings = {
  ...HEALTH_CHECK,
  enabled: false,
  intervalSeconds: 35,
  timeoutSeconds: 30,
};

/** What kind of targets the group gets, and how they are checked. Source: ELBv2 API, CreateTargetGroup. */
export function targetSettings(
  scope: Scope,
  facts: NewTargetGroup,
  context: { network: Network; functionTargets?: object },
): Pick<TargetGroup, 'targetType' | 'port' | 'vpcId' | 'healthCheck'> {
  const { protocol, port, vpcId, targetType, healthCheck } = facts;
  if (targetType === 'lambda') {
    if (!context.functionTargets) throw errors.notRehearsed('target groups of type lambda without functions');
    if (protocol !== undefined || port !== undefined || vpcId !== undefined)
      throw errors.notForFunctions('Protocol, port and VPC');
    return { targetType, healthCheck: changedHealthCheck(FUNCTION_HEALTH_CHECK, healthCheck, { targetType }) };
  }
  if (protocol === undefined) throw errors.missing('Protocol');
  if (port === undefined) throw errors.missing('Port');
  if (vpcId === undefined) throw errors.missing('VpcId');
  if (protocol !== 'HTTP') throw errors.notRehearsed(`target groups with protocol ${protocol}`);
  if (targetType !== 'ip') throw errors.notRehearsed(`target groups of type ${targetType}`);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535))
    throw errors.validationError(`Target group port '${port}' must be between '1' and '65535' inclusive`);
  if (!context.network.state(scope).vpcs.has(vpcId)) throw errors.validationError(`The VPC ID '${vpcId}' is not found`);
  return { targetType, port, vpcId, healthCheck: changedHealthCheck(HEALTH_CHECK, healthCheck, { targetType, port }) };
}
