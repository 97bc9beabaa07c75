import type { Route } from './commands.ts';
import type { DeploymentError } from './deployment-error.ts';
import type { StopReason } from './deployment.ts';
import type { HookableEvent, LifecycleEventName } from './lifecycle.ts';
import type { Plan } from './plan.ts';
import type { Weights } from './weights.ts';

/** What happened. A deployment is the fold of these, and nothing else is stored. Times are epoch milliseconds. */
export type DeploymentEvent = { at: number } & (
  | { type: 'DeploymentCreated'; plan: Plan }
  | { type: 'DeploymentStarted' }
  | { type: 'LifecycleEventStarted'; event: LifecycleEventName }
  | { type: 'LifecycleEventSucceeded'; event: LifecycleEventName }
  | { type: 'HookInvoked'; event: HookableEvent; executionId: string; until: number }
  | { type: 'TaskSetCreated'; taskSetId: string }
  | { type: 'TrafficShifted'; route: Route; weights: Weights }
  | { type: 'PrimaryMoved' }
  | { type: 'TaskSetDrained'; taskSetId: string }
  | { type: 'ReadyWaitStarted'; until: number; next: LifecycleEventName }
  | { type: 'TerminationWaitStarted'; until: number }
  | { type: 'TerminationStarted' }
  | { type: 'StopRequested'; reason: StopReason; rollback: boolean }
  | { type: 'DeploymentSucceeded' }
  | { type: 'DeploymentFailed'; error: DeploymentError; rollbackDeploymentId?: string }
  | { type: 'DeploymentStopped'; error: DeploymentError; rollbackDeploymentId?: string }
);
