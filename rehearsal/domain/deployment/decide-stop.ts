import { assertNever } from '../../kernel/assert-never.ts';
import { deploymentErrors, type DeploymentError } from './deployment-error.ts';
import { isEnded, type Existing, type StopReason } from './deployment.ts';
import type { DeploymentCommand } from './commands.ts';
import type { DeploymentEvent } from './events.ts';
import type { ReplacementPlan } from './plan.ts';
import type { Rejection } from './rejection.ts';

type StopCommand = Extract<DeploymentCommand, { type: 'Stop' | 'ReportAlarms' }> | { type: 'ReadyTimeout'; at: number };

/** All that a stop looks at: the same for every compute platform. */
interface Stoppable {
  phase: Existing['phase'];
  plan: { kind: 'Rollback' } | Pick<ReplacementPlan, 'kind' | 'rollback' | 'alarms' | 'readyGate'>;
}

type StopRequested = Extract<DeploymentEvent, { type: 'StopRequested' }>;

/**
 * Everything that ends a deployment as Stopped. The end itself waits for `Conclude`: work under way finishes first.
 * A rollback is not watched by alarms (the alarm that caused it may still ring) and is never rolled back itself.
 */
export function decideStop(command: StopCommand, state: Stoppable): StopRequested[] | Rejection {
  switch (command.type) {
    case 'Stop':
      return stopOnRequest(command, state);
    case 'ReportAlarms':
      return stopOnAlarms(command, state);
    case 'ReadyTimeout': {
      if (state.phase !== 'Ready' || state.plan.kind !== 'Replacement') return [];
      const minutes = state.plan.readyGate?.waitMinutes ?? 0;
      // Which rollback event a missed gate counts as is unknown; the failure of a step is the nearest.
      return [stop(command.at, { by: 'ReadyTimeout', minutes }, state.plan.rollback.on.failure)];
    }
    default:
      return assertNever(command, 'stop');
  }
}

export function errorOf(reason: StopReason): DeploymentError {
  switch (reason.by) {
    case 'Request':
      return deploymentErrors.manualStop();
    case 'Alarm':
      return deploymentErrors.alarmActive(reason.alarms);
    case 'UnreadableAlarms':
      return deploymentErrors.alarmsUnreadable(reason.alarms);
    case 'ReadyTimeout':
      return deploymentErrors.readyTimedOut(reason.minutes);
    default:
      return assertNever(reason, 'reason to stop');
  }
}

const stop = (at: number, reason: StopReason, rollback: boolean): StopRequested => ({
  type: 'StopRequested',
  at,
  reason,
  rollback,
});

function stopOnRequest(command: Extract<StopCommand, { type: 'Stop' }>, state: Stoppable): StopRequested[] | Rejection {
  if (isEnded(state)) return { rejected: 'AlreadyCompleted' };
  if (state.phase === 'Terminating') return { rejected: 'TooLateToStop' };
  if (state.phase === 'Stopping') return [];
  const { plan } = state;
  const rollback = plan.kind === 'Replacement' && (command.autoRollback ?? plan.rollback.on.request);
  return [stop(command.at, { by: 'Request' }, rollback)];
}

function stopOnAlarms(
  { at, active, unreadable }: Extract<StopCommand, { type: 'ReportAlarms' }>,
  state: Stoppable,
): StopRequested[] {
  const { plan, phase } = state;
  const watched = phase === 'Running' || phase === 'Ready' || phase === 'TerminationWait';
  if (!watched || plan.kind === 'Rollback') return [];
  const rollback = plan.rollback.on.alarm;
  if (active.length > 0) return [stop(at, { by: 'Alarm', alarms: active }, rollback)];
  if (unreadable.length > 0 && !plan.alarms.ignorePollFailure) {
    return [stop(at, { by: 'UnreadableAlarms', alarms: unreadable }, rollback)];
  }
  return [];
}
