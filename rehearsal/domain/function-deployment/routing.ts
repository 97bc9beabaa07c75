import { assertNever } from '../../kernel/assert-never.ts';
import type { TrafficRouting } from '../deployment/traffic-plan.ts';

const linear = (intervalMinutes: number): TrafficRouting => ({
  type: 'TimeBasedLinear',
  percentage: 10,
  intervalMinutes,
});
const canary = (intervalMinutes: number): TrafficRouting => ({
  type: 'TimeBasedCanary',
  percentage: 10,
  intervalMinutes,
});

/** Source: CodeDeploy user guide, deployment-configurations, "predefined … for an AWS Lambda compute platform". */
export const PREDEFINED_LAMBDA_CONFIGS: Readonly<Record<string, TrafficRouting>> = {
  'CodeDeployDefault.LambdaAllAtOnce': { type: 'AllAtOnce' },
  'CodeDeployDefault.LambdaCanary10Percent5Minutes': canary(5),
  'CodeDeployDefault.LambdaCanary10Percent10Minutes': canary(10),
  'CodeDeployDefault.LambdaCanary10Percent15Minutes': canary(15),
  'CodeDeployDefault.LambdaCanary10Percent30Minutes': canary(30),
  'CodeDeployDefault.LambdaLinear10PercentEvery1Minute': linear(1),
  'CodeDeployDefault.LambdaLinear10PercentEvery2Minutes': linear(2),
  'CodeDeployDefault.LambdaLinear10PercentEvery3Minutes': linear(3),
  'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes': linear(10),
};

/** What a group without a configuration uses, and every rollback. Unverified: by analogy with ECS. */
export const DEFAULT_LAMBDA_CONFIG = 'CodeDeployDefault.LambdaAllAtOnce';

/** Two days. Source: CodeDeploy user guide, limits. */
const MAX_MINUTES = 2880;

/**
 * Why a routing is not allowed for Lambda, or undefined. Texts and bounds were measured on a real account
 * (badmintoncryer/cdk-preflight, 2026-09-14): of a linear shift `floor(100 / percentage)` intervals count.
 */
export function lambdaRoutingProblem(routing: TrafficRouting | undefined): string | undefined {
  if (!routing) {
    return 'Traffic routing configuration cannot be null nor empty for deployment configurations on this platform.';
  }
  if (routing.type === 'AllAtOnce') return undefined;
  const { type, percentage, intervalMinutes } = routing;
  if (!Number.isInteger(percentage) || percentage < 1 || percentage > 99) {
    return 'Valid traffic routing percentage is from 1 to 99';
  }
  const isWithin = (minutes: number) => Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES;
  switch (type) {
    case 'TimeBasedCanary':
      return isWithin(intervalMinutes) ? undefined : 'Canary interval must be between 1 and 2880 minutes (2 days)';
    case 'TimeBasedLinear':
      return isWithin(intervalMinutes * Math.floor(100 / percentage))
        ? undefined
        : 'Total Traffic shifting intervals must be positive integers up to 2880 minutes (2 days)';
    default:
      return assertNever(type, 'traffic routing');
  }
}
