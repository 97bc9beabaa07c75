import { assertNever } from '../../kernel/assert-never.ts';
import type { DeploymentCommand } from './commands.ts';
import { deploymentErrors, type DeploymentError } from './deployment-error.ts';
import { isEnded, type Deployment, type Existing } from './deployment.ts';
import type { DeploymentEvent } from './events.ts';
import { eventAfter, hasSucceeded, type LifecycleEventName } from './lifecycle.ts';
import { expectedShift } from './next-shift.ts';
import type { Rejection } from './rejection.ts';
import { decideStop, errorOf } from './decide-stop.ts';
import { sameWeights } from './weights.ts';

type Decision = DeploymentEvent[] | Rejection;

type Running = Extract<Deployment, { phase: 'Running' }>;
type Command<T extends DeploymentCommand['type']> = Extract<DeploymentCommand, { type: T }>;

/** What happens because of a command, or why nothing may. Pure: time is the command's `at`. */
export function decide(command: DeploymentCommand, state: Deployment): Decision {
  if (command.type === 'Create') {
    if (state.phase !== 'Absent') return { rejected: 'AlreadyExists' };
    return [{ type: 'DeploymentCreated', at: command.at, plan: command.plan }];
  }
  if (state.phase === 'Absent') return { rejected: 'DoesNotExist' };
  switch (command.type) {
    case 'Stop':
    case 'ReportAlarms':
      return decideStop(command, state);
    case 'Continue':
      return decideContinue(command, state);
    case 'PutHookStatus':
      return putHookStatus(command, state);
    case 'Begin':
      if (state.phase !== 'Created') return unexpected(command, state);
      return [{ type: 'DeploymentStarted', at: command.at }, started('BeforeInstall', command.at)];
    case 'CompleteEvent':
      return completeEvent(command, state);
    case 'Expire':
      return expire(command, state);
    case 'Conclude':
      return conclude(command, state);
    case 'RecordHookInvocation':
    case 'RecordTaskSet':
    case 'RecordShift':
    case 'RecordPrimary':
    case 'RecordDrained':
      return record(command, state);
    case 'FailWork':
      return failWork(command, state);
    case 'LoseSight':
      if (isEnded(state)) return unexpected(command, state);
      return state.phase === 'Stopping' ? stopped(state, command.at) : failed(state, command.at, command.error);
    case 'FailHook':
      return isAwaiting(state, command.executionId) ? failed(state, command.at, command.error) : [];
    default:
      return assertNever(command, 'deployment command');
  }
}

export const isRejection = (decision: Decision): decision is Rejection => !Array.isArray(decision);

const started = (event: LifecycleEventName, at: number): DeploymentEvent => ({
  type: 'LifecycleEventStarted',
  at,
  event,
});

const unexpected = (command: DeploymentCommand, state: Existing): Rejection => ({
  rejected: 'Unexpected',
  detail: `${command.type} in ${state.phase}${state.phase === 'Running' ? ` (${state.stage.event})` : ''}`,
});

const isAwaiting = (state: Existing, executionId: string): state is Running =>
  state.phase === 'Running' &&
  'hook' in state.stage &&
  state.stage.hook.status === 'Awaited' &&
  state.stage.hook.executionId === executionId;

/** The event is done; what follows it starts at once. */
function succeeded(state: Existing, event: LifecycleEventName, at: number): DeploymentEvent[] {
  const done: DeploymentEvent = { type: 'LifecycleEventSucceeded', at, event };
  const next = eventAfter(event);
  if (next === undefined) return [done, ...allEventsSucceeded(state, at)];
  const gate = state.plan.kind === 'Replacement' ? state.plan.readyGate : undefined;
  if (gate?.before === next) return [done, { type: 'ReadyWaitStarted', at, until: at + gate.waitMs, next }];
  return [done, started(next, at)];
}

function allEventsSucceeded({ plan }: Existing, at: number): DeploymentEvent[] {
  if (plan.kind === 'Rollback') {
    return [{ type: plan.outgoing.taskSetId === undefined ? 'DeploymentSucceeded' : 'TerminationStarted', at }];
  }
  if (plan.afterSuccess.action === 'KEEP_ALIVE') return [{ type: 'DeploymentSucceeded', at }];
  return [{ type: 'TerminationWaitStarted', at, until: at + plan.afterSuccess.waitMs }];
}

/** Failed; rolled back where the group says so and there is something to return from. */
function failed(state: Existing, at: number, error: DeploymentError): DeploymentEvent[] {
  const { plan } = state;
  const rollsBack = plan.kind === 'Replacement' && plan.rollback.on.failure && canRollBack(state);
  return [
    { type: 'DeploymentFailed', at, error, ...(rollsBack && { rollbackDeploymentId: plan.rollback.deploymentId }) },
  ];
}

/**
 * "A rollback is not possible at this point": the AppSpec reference about BeforeInstall. Nor is it once the original
 * task set is being terminated.
 */
const canRollBack = (state: Existing) =>
  hasSucceeded(state.lifecycle, 'BeforeInstall') && state.phase !== 'Terminating';

function decideContinue(command: Command<'Continue'>, state: Existing): Decision {
  const { at, wait } = command;
  if (isEnded(state)) return { rejected: 'AlreadyCompleted' };
  if (wait === 'READY_WAIT' && state.phase === 'Ready') return [started(state.next, at)];
  if (wait === 'TERMINATION_WAIT' && state.phase === 'TerminationWait') return [{ type: 'TerminationStarted', at }];
  return { rejected: 'NotWaiting' };
}

function putHookStatus(command: Command<'PutHookStatus'>, state: Existing): Decision {
  const run = state.hookRuns.find(({ executionId }) => executionId === command.executionId);
  if (!run) return { rejected: 'UnknownHookExecution' };
  if (!isAwaiting(state, command.executionId)) return { rejected: 'HookAlreadyCompleted' };
  if (command.status === 'Failed') return failed(state, command.at, deploymentErrors.hookFailed());
  return succeeded(state, run.event, command.at);
}

/** The work of the event in progress is done: only what `isDone` can see for itself, or the runner has observed. */
function completeEvent(command: Command<'CompleteEvent'>, state: Existing): Decision {
  if (state.phase !== 'Running' || state.stage.event !== command.event || !isDone(state)) {
    return unexpected(command, state);
  }
  return succeeded(state, command.event, command.at);
}

function isDone(state: Running): boolean {
  const { stage, plan } = state;
  if ('hook' in stage) return stage.hook.status === 'NotInvoked' && plan.hooks[stage.event] === undefined;
  if (stage.event === 'Install') return state.incomingTaskSet !== undefined;
  return expectedShift(state) === undefined && (stage.event === 'AllowTestTraffic' || state.primary === 'incoming');
}

/** All steps of the production shift are taken. */
const isShifted = (state: Running) => state.stage.event === 'AllowTraffic' && expectedShift(state) === undefined;

function expire(command: Command<'Expire'>, state: Existing): Decision {
  const { at } = command;
  switch (state.phase) {
    case 'Ready':
      return at < state.until ? unexpected(command, state) : decideStop({ type: 'ReadyTimeout', at }, state);
    case 'TerminationWait':
      return at < state.until ? unexpected(command, state) : [{ type: 'TerminationStarted', at }];
    case 'Running': {
      const overdue = overdueError(state, at);
      return overdue ? failed(state, at, overdue) : unexpected(command, state);
    }
    case 'Created':
    case 'Terminating':
    case 'Stopping':
    case 'Succeeded':
    case 'Failed':
    case 'Stopped':
      return unexpected(command, state);
    default:
      return assertNever(state, 'deployment');
  }
}

function overdueError({ stage, plan }: Running, at: number): DeploymentError | undefined {
  if ('hook' in stage) {
    return stage.hook.status === 'Awaited' && at >= stage.hook.until ? deploymentErrors.hookTimedOut() : undefined;
  }
  if (stage.event === 'Install') return at >= stage.until ? deploymentErrors.installTimedOut() : undefined;
  const until = stage.event === 'AllowTraffic' ? stage.dueAt + plan.waits.healthyTargetsMs : stage.until;
  return at >= until ? deploymentErrors.noHealthyTargets() : undefined;
}

/** Ends a stop once no work of the runner is under way any more, so that nothing it makes is forgotten. */
const conclude = (command: Command<'Conclude'>, state: Existing): Decision =>
  state.phase === 'Stopping' ? stopped(state, command.at) : unexpected(command, state);

function stopped(state: Extract<Deployment, { phase: 'Stopping' }>, at: number): DeploymentEvent[] {
  const { plan } = state;
  const rollsBack = plan.kind === 'Replacement' && state.rollback && canRollBack(state);
  return [
    {
      type: 'DeploymentStopped',
      at,
      error: errorOf(state.reason),
      ...(rollsBack && { rollbackDeploymentId: plan.rollback.deploymentId }),
    },
  ];
}

/** What the runner did. While stopping, work that was under way is still recorded: a rollback must know of it. */
function record(
  command: Command<'RecordHookInvocation' | 'RecordTaskSet' | 'RecordShift' | 'RecordPrimary' | 'RecordDrained'>,
  state: Existing,
): Decision {
  const { at } = command;
  const stopping = state.phase === 'Stopping';
  const stage = state.phase === 'Running' ? state.stage : undefined;
  switch (command.type) {
    case 'RecordHookInvocation': {
      const { event, executionId } = command;
      if (!stage || stage.event !== event || !('hook' in stage) || stage.hook.status !== 'NotInvoked') break;
      return [{ type: 'HookInvoked', at, event, executionId, until: at + state.plan.waits.hookMs }];
    }
    case 'RecordTaskSet':
      if (state.incomingTaskSet !== undefined || (!stopping && stage?.event !== 'Install')) break;
      return [{ type: 'TaskSetCreated', at, taskSetId: command.taskSetId }];
    case 'RecordShift': {
      const { route, weights } = command;
      const expected = state.phase === 'Running' ? expectedShift(state) : undefined;
      const asAsked = expected?.route === route && sameWeights(expected.weights, weights);
      if (!stopping && !asAsked) break;
      return [{ type: 'TrafficShifted', at, route, weights }];
    }
    case 'RecordPrimary':
      if (!stopping && !(state.phase === 'Running' && isShifted(state))) break;
      return [{ type: 'PrimaryMoved', at }];
    case 'RecordDrained': {
      const { taskSetId } = command;
      if (state.phase === 'Terminating' && taskSetId === state.plan.outgoing.taskSetId) {
        return [
          { type: 'TaskSetDrained', at, taskSetId },
          { type: 'DeploymentSucceeded', at },
        ];
      }
      if (!state.leftovers.includes(taskSetId)) break;
      return [{ type: 'TaskSetDrained', at, taskSetId }];
    }
    default:
      return assertNever(command, 'record');
  }
  return unexpected(command, state);
}

function failWork(command: Command<'FailWork'>, state: Existing): Decision {
  if (state.phase === 'Stopping') return [];
  if (state.phase === 'Running' || state.phase === 'Terminating') return failed(state, command.at, command.error);
  return unexpected(command, state);
}
