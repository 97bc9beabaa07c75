import type { DeploymentError } from './deployment-error.ts';
import type { HookableEvent, LifecycleEventName } from './lifecycle.ts';
import type { Plan } from './plan.ts';
import type { Weights } from './weights.ts';

/** `at` is epoch milliseconds, as the decider's only idea of time. */
export type DeploymentCommand = { at: number } & (
  | { type: 'Create'; plan: Plan }
  // What people and functions ask for.
  | { type: 'Stop'; autoRollback?: boolean }
  | { type: 'Continue'; wait: DeploymentWait }
  | { type: 'PutHookStatus'; executionId: string; status: 'Succeeded' | 'Failed' }
  // What is seen from outside.
  | { type: 'ReportAlarms'; active: readonly string[]; unreadable: readonly string[] }
  // What the runner does because `nextWork` told it to, and how its work ended.
  | { type: 'Begin' }
  | { type: 'CompleteEvent'; event: LifecycleEventName }
  | { type: 'Expire' }
  | { type: 'Conclude' }
  | { type: 'RecordHookInvocation'; event: HookableEvent; executionId: string }
  | { type: 'RecordTaskSet'; taskSetId: string }
  | { type: 'RecordShift'; route: Route; weights: Weights }
  | { type: 'RecordPrimary' }
  | { type: 'RecordDrained'; taskSetId: string }
  | { type: 'FailWork'; error: DeploymentError }
  /** What is deployed cannot be looked at any more: the service or a listener is gone. */
  | { type: 'LoseSight'; error: DeploymentError }
  | { type: 'FailHook'; executionId: string; error: DeploymentError }
);

export type DeploymentWait = 'READY_WAIT' | 'TERMINATION_WAIT';

/** The listeners that a deployment changes. */
export type Route = 'production' | 'test';
