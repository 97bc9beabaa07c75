import type * as client from '@aws-sdk/client-codedeploy';

import type { TrafficRouting } from '../../domain/deployment/traffic-plan.ts';
import { errors } from '../../runtime/deployments/errors.ts';

/** A request's `trafficRoutingConfig`; its numbers are checked by the use case. */
export function readRouting(config: client.TrafficRoutingConfig | undefined): TrafficRouting | undefined {
  if (!config) return undefined;
  const { type, timeBasedCanary: canary, timeBasedLinear: linear } = config;
  if (type === 'AllAtOnce' && !canary && !linear) return { type };
  if (type === 'TimeBasedCanary' && canary && !linear) {
    return { type, percentage: canary.canaryPercentage ?? 0, intervalMinutes: canary.canaryInterval ?? 0 };
  }
  if (type === 'TimeBasedLinear' && linear && !canary) {
    return { type, percentage: linear.linearPercentage ?? 0, intervalMinutes: linear.linearInterval ?? 0 };
  }
  throw errors.trafficRouting(
    'The type must be AllAtOnce, TimeBasedCanary with timeBasedCanary, or TimeBasedLinear with timeBasedLinear.',
  );
}
