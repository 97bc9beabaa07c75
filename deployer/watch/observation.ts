import type { AlarmState, TargetHealth } from '../aws/gateways.ts';
import type { Context } from '../context.ts';
import type { Deployment } from '../release/deployment.ts';
import type { Sides } from '../release/sides.ts';
import type { TrafficShift } from './time-left.ts';

/** What a watcher knows of the surroundings of a deployment. */
export interface WatchPlan {
  deploymentId: string;
  productionListener: string | undefined;
  testListener: string | undefined;
  sides: Sides | undefined;
  shift: TrafficShift | undefined;
}

/** Everything seen in one look. */
export interface Observation {
  at: number;
  deployment: Deployment;
  /** Percent of green that CodeDeploy says it asked for. */
  asked: number | undefined;
  /** Percent of green at the production listener, as the load balancer says. */
  seen: number | undefined;
  /** The same at the test listener. */
  test: number | undefined;
  greenHealth: TargetHealth[];
  alarms: AlarmState[];
}

export async function observe({ aws, time }: Context, plan: WatchPlan): Promise<Observation> {
  const listeners = [plan.productionListener, plan.testListener].filter((arn) => arn !== undefined);
  const [deployment, shares, greenHealth, alarms] = await Promise.all([
    aws.deployments.get(plan.deploymentId),
    listeners.length > 0 ? aws.traffic.shares(listeners) : undefined,
    plan.sides ? aws.traffic.targetHealth(plan.sides.green) : [],
    aws.alarms.states(plan.sides?.greenAlarms ?? []),
  ]);
  const greenAt = (listener: string | undefined) => {
    const of = listener === undefined ? undefined : shares?.[listener];
    return of && plan.sides ? (of[plan.sides.green] ?? 0) : undefined;
  };
  return {
    at: time.now(),
    deployment,
    asked: deployment.taskSets.find(({ label }) => label === 'Green')?.weight,
    seen: greenAt(plan.productionListener),
    test: greenAt(plan.testListener),
    greenHealth,
    alarms,
  };
}
