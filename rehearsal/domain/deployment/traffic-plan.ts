import { assertNever } from '../../kernel/assert-never.ts';

/** `trafficRoutingConfig` of a deployment configuration. Percentages are whole numbers, intervals minutes. */
export type TrafficRouting =
  | { type: 'AllAtOnce' }
  | { type: 'TimeBasedCanary'; percentage: number; intervalMinutes: number }
  | { type: 'TimeBasedLinear'; percentage: number; intervalMinutes: number };

/** One change of the production listener's weights. */
export interface TrafficStep {
  /** What the incoming group gets, 1–100. The last step of a plan is 100. */
  percent: number;
  /** Milliseconds since the step before; the first step has 0: traffic moves as soon as AllowTraffic starts. */
  afterMs: number;
}

/**
 * The steps of a shift. A linear percentage that does not divide 100 ends with a smaller step (30, 60, 90, 100).
 * No wait follows the last step: a captured 10 % a minute had nine intervals.
 */
export function trafficSteps(routing: TrafficRouting, minuteMs: number): TrafficStep[] {
  switch (routing.type) {
    case 'AllAtOnce':
      return [{ percent: 100, afterMs: 0 }];
    case 'TimeBasedCanary':
      return [
        { percent: routing.percentage, afterMs: 0 },
        { percent: 100, afterMs: routing.intervalMinutes * minuteMs },
      ];
    case 'TimeBasedLinear':
      return Array.from({ length: Math.ceil(100 / routing.percentage) }, (_, step) => ({
        percent: Math.min(100, routing.percentage * (step + 1)),
        afterMs: step === 0 ? 0 : routing.intervalMinutes * minuteMs,
      }));
    default:
      return assertNever(routing, 'traffic routing');
  }
}

/** First to last step, in minutes. Published for Lambda only; the caps for ECS are unknown, so the same is enforced. */
const MAX_SHIFT_MINUTES = 2880;
/** Percent a step. Published for Lambda only, as above. */
const MAX_STEP_PERCENT = 99;

/** Why a routing is not allowed, or undefined. The texts are the rehearsal's own: AWS's are unknown. */
export function trafficRoutingProblem(routing: TrafficRouting): string | undefined {
  if (routing.type === 'AllAtOnce') return undefined;
  const { percentage, intervalMinutes } = routing;
  if (!Number.isInteger(percentage) || percentage < 1 || percentage > MAX_STEP_PERCENT) {
    return `The percentage of traffic shifted in a step must be a whole number from 1 to ${MAX_STEP_PERCENT}, not ${percentage}.`;
  }
  if (!Number.isInteger(intervalMinutes) || intervalMinutes < 1) {
    return `The interval between steps must be a whole number of minutes, at least 1, not ${intervalMinutes}.`;
  }
  const minutes = trafficSteps(routing, 1).reduce((sum, { afterMs }) => sum + afterMs, 0);
  if (minutes > MAX_SHIFT_MINUTES) {
    return `The shift would take ${minutes} minutes from the first step to the last; the limit is ${MAX_SHIFT_MINUTES}.`;
  }
  return undefined;
}

/** Source: CodeDeploy user guide, deployment-configurations, "predefined deployment configurations for an ECS compute platform". */
export const PREDEFINED_ECS_CONFIGS: Readonly<Record<string, TrafficRouting>> = {
  'CodeDeployDefault.ECSAllAtOnce': { type: 'AllAtOnce' },
  'CodeDeployDefault.ECSLinear10PercentEvery1Minutes': { type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 1 },
  'CodeDeployDefault.ECSLinear10PercentEvery3Minutes': { type: 'TimeBasedLinear', percentage: 10, intervalMinutes: 3 },
  'CodeDeployDefault.ECSCanary10Percent5Minutes': { type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 5 },
  'CodeDeployDefault.ECSCanary10Percent15Minutes': { type: 'TimeBasedCanary', percentage: 10, intervalMinutes: 15 },
};

/** What a group without a configuration uses, and every rollback. Source: the capture; API, CreateDeploymentGroup. */
export const DEFAULT_ECS_CONFIG = 'CodeDeployDefault.ECSAllAtOnce';
