import type { HookableEvent, LifecycleEventName } from './lifecycle.ts';
import type { TrafficStep } from './traffic-plan.ts';
import type { Weights } from './weights.ts';

/**
 * All that a deployment decided once, when it was created. Durations are milliseconds of the same clock as the
 * commands' `at`: whoever makes the plan has scaled them, so a deployment keeps its pace across a restart.
 */
export type Plan = ReplacementPlan | RollbackPlan;

interface CommonPlan {
  deploymentId: string;
  production: PlannedRoute;
  /** Absent when the group has no test listener: AllowTestTraffic then has nothing to do. */
  test?: PlannedRoute;
  steps: readonly TrafficStep[];
  hooks: Partial<Record<HookableEvent, string>>;
  waits: Waits;
  /** True lets traffic go where the load balancer sees no healthy target, as real CodeDeploy has been seen to do. */
  shiftToUnhealthy: boolean;
}

/** Blue is outgoing, green incoming. Which group is which was read from the PRIMARY task set, never from an order. */
export interface ReplacementPlan extends CommonPlan {
  kind: 'Replacement';
  incoming: { targetGroupArn: string };
  outgoing: { targetGroupArn: string; taskSetId: string };
  /** Task sets that an earlier deployment left in the incoming group: drained before the new one is made. */
  leftovers: readonly string[];
  readyGate?: ReadyGate;
  afterSuccess: { action: 'KEEP_ALIVE' } | { action: 'TERMINATE'; waitMs: number };
  alarms: { names: readonly string[]; ignorePollFailure: boolean };
  /** Its id is reserved here, so that a restart between "stopped" and "rolled back" cannot make two. */
  rollback: { deploymentId: string; on: RollbackEvents };
}

/** Back to the original task set; nothing is created. Outgoing is what the failed deployment made, if it got that far. */
export interface RollbackPlan extends CommonPlan {
  kind: 'Rollback';
  rollsBack: string;
  incoming: { targetGroupArn: string; taskSetId: string };
  outgoing: { targetGroupArn: string; taskSetId?: string };
}

interface PlannedRoute {
  listenerArn: string;
  /** Before the deployment touches it. */
  start: Weights;
}

export interface Waits {
  /** In Created before anything starts. */
  createdMs: number;
  /** For a hook's status: one hour. */
  hookMs: number;
  /** For the new task set to become steady: 60 minutes. */
  installMs: number;
  /** For a healthy target before a shift; unknown to AWS, whose shift does not wait. */
  healthyTargetsMs: number;
}

/** `deploymentReadyOption` STOP_DEPLOYMENT. */
interface ReadyGate {
  /** The event that starts only after ContinueDeployment. Its real position is unverified. */
  before: LifecycleEventName;
  waitMs: number;
  /** As configured, for the message. */
  waitMinutes: number;
}

/** DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST of `autoRollbackConfiguration`. */
interface RollbackEvents {
  failure: boolean;
  alarm: boolean;
  request: boolean;
}
