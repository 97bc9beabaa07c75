import type { DeploymentError } from '../deployment/deployment-error.ts';
import type { StopReason } from '../deployment/deployment.ts';
import type { Lifecycle } from '../deployment/lifecycle.ts';
import type { Weights } from '../deployment/weights.ts';
import type { FunctionHookEvent } from './lifecycle.ts';
import type { FunctionPlan } from './plan.ts';

/**
 * A deployment of a Lambda function as the fold of its events: an alias moves from one version to another. It has
 * neither a gate nor a termination wait: both belong to `blueGreenDeploymentConfiguration`, which Lambda does not have.
 */
export type FunctionDeployment =
  | { phase: 'Absent' }
  | ({ phase: 'Created' } & Known)
  | ({ phase: 'Running'; stage: Stage } & Known)
  | ({ phase: 'Stopping'; reason: StopReason; rollback: boolean } & Known)
  | EndedFunctionDeployment;

export type EndedFunctionDeployment =
  | ({ phase: 'Succeeded'; endedAt: number } & Known)
  | ({ phase: 'Failed' | 'Stopped'; endedAt: number; error: DeploymentError; rollbackDeploymentId?: string } & Known);

/** Everything but Absent. */
export type ExistingFunctionDeployment = Exclude<FunctionDeployment, { phase: 'Absent' }>;

/** Times are epoch milliseconds. */
export interface Known {
  plan: FunctionPlan;
  createdAt: number;
  startedAt?: number;
  lifecycle: Lifecycle;
  /** Shares of the alias' traffic. */
  shares: Weights;
  /** Every hook that was invoked: each runs once a deployment. */
  hookRuns: readonly { event: FunctionHookEvent; executionId: string }[];
}

/** What the lifecycle event in progress has done so far. */
export type Stage =
  | {
      event: FunctionHookEvent;
      hook: { status: 'NotInvoked' } | { status: 'Awaited'; executionId: string; until: number };
    }
  | { event: 'AllowTraffic'; stepsTaken: number; dueAt: number };

export const absent: FunctionDeployment = { phase: 'Absent' };
