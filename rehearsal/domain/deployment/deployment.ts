import { assertNever } from '../../kernel/assert-never.ts';
import type { Lifecycle, HookableEvent, LifecycleEventName } from './lifecycle.ts';
import type { DeploymentError } from './deployment-error.ts';
import type { Plan } from './plan.ts';
import type { Weights } from './weights.ts';

/** A deployment as the fold of its events. Each phase carries only its own fields besides what all of them know. */
export type Deployment =
  | { phase: 'Absent' }
  | ({ phase: 'Created' } & Known)
  | ({ phase: 'Running'; stage: Stage } & Known)
  | ({ phase: 'Ready'; until: number; next: LifecycleEventName } & Known)
  | ({ phase: 'TerminationWait'; until: number } & Known)
  | ({ phase: 'Terminating' } & Known)
  | ({ phase: 'Stopping'; reason: StopReason; rollback: boolean } & Known)
  | Ended;

export type Ended =
  | ({ phase: 'Succeeded'; endedAt: number } & Known)
  | ({ phase: 'Failed' | 'Stopped'; endedAt: number; error: DeploymentError; rollbackDeploymentId?: string } & Known);

/** Everything but Absent. */
export type Existing = Exclude<Deployment, { phase: 'Absent' }>;

/** Times are epoch milliseconds. */
export interface Known {
  plan: Plan;
  createdAt: number;
  startedAt?: number;
  lifecycle: Lifecycle;
  production: Weights;
  test?: Weights;
  /** Those of the plan that still run. */
  leftovers: readonly string[];
  /** The task set that traffic moves to: made in Install, or known from the start of a rollback. */
  incomingTaskSet?: string;
  primary: 'incoming' | 'outgoing';
  /** Every hook that was invoked: each runs once a deployment. */
  hookRuns: readonly { event: HookableEvent; executionId: string }[];
  terminationWaitStarted: boolean;
}

/** What the lifecycle event in progress has done so far. */
export type Stage =
  | { event: HookableEvent; hook: { status: 'NotInvoked' } | { status: 'Awaited'; executionId: string; until: number } }
  | { event: 'Install' | 'AllowTestTraffic'; until: number }
  | { event: 'AllowTraffic'; stepsTaken: number; dueAt: number };

export type StopReason =
  | { by: 'Request' }
  | { by: 'Alarm'; alarms: readonly string[] }
  | { by: 'UnreadableAlarms'; alarms: readonly string[] }
  | { by: 'ReadyTimeout'; minutes: number };

export const absent: Deployment = { phase: 'Absent' };

export type DeploymentStatus = 'Created' | 'InProgress' | 'Ready' | 'Succeeded' | 'Failed' | 'Stopped';

/** The API's status. InProgress goes on through the termination wait although all events are Succeeded (capture). */
export function statusOf({ phase }: Pick<Existing, 'phase'>): DeploymentStatus {
  switch (phase) {
    case 'Running':
    case 'TerminationWait':
    case 'Terminating':
    case 'Stopping':
      return 'InProgress';
    case 'Created':
    case 'Ready':
    case 'Succeeded':
    case 'Failed':
    case 'Stopped':
      return phase;
    default:
      return assertNever(phase, 'deployment phase');
  }
}

/** Of a deployment to any compute platform. */
export const isEnded = <State extends { phase: Deployment['phase'] }>(
  state: State,
): state is Extract<State, { phase: Ended['phase'] }> =>
  state.phase === 'Succeeded' || state.phase === 'Failed' || state.phase === 'Stopped';
