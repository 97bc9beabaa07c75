import { assertNever } from '../../kernel/assert-never.ts';
import { decideStop, errorOf } from '../deployment/decide-stop.ts';
import { deploymentErrors, type DeploymentError } from '../deployment/deployment-error.ts';
import { isEnded } from '../deployment/deployment.ts';
import type { Rejection } from '../deployment/rejection.ts';
import { incomingGets, sameWeights } from '../deployment/weights.ts';
import type { FunctionDeploymentCommand } from './commands.ts';
import type { FunctionDeploymentEvent } from './events.ts';
import type { ExistingFunctionDeployment, FunctionDeployment } from './function-deployment.ts';
import { eventAfter, type FunctionEventName } from './lifecycle.ts';
import type { FunctionReplacementPlan } from './plan.ts';

type FunctionDecision = FunctionDeploymentEvent[] | Rejection;

type Running = Extract<FunctionDeployment, { phase: 'Running' }>;
type Command<T extends FunctionDeploymentCommand['type']> = Extract<FunctionDeploymentCommand, { type: T }>;

/** What happens because of a command, or why nothing may. Pure: time is the command's `at`. */
export function decide(command: FunctionDeploymentCommand, state: FunctionDeployment): FunctionDecision {
  if (command.type === 'Create') {
    if (state.phase !== 'Absent') return { rejected: 'AlreadyExists' };
    return [{ type: 'DeploymentCreated', at: command.at, plan: command.plan }];
  }
  if (state.phase === 'Absent') return { rejected: 'DoesNotExist' };
  const { at } = command;
  switch (command.type) {
    case 'Stop':
    case 'ReportAlarms':
      return decideStop(command, state);
    case 'Continue':
      return isEnded(state) ? { rejected: 'AlreadyCompleted' } : { rejected: 'NotSupported' };
    case 'PutHookStatus':
      return putHookStatus(command, state);
    case 'Begin':
      if (state.phase !== 'Created') return unexpected(command, state);
      return [{ type: 'DeploymentStarted', at }, started('BeforeAllowTraffic', at)];
    case 'CompleteEvent':
      if (state.phase !== 'Running' || state.stage.event !== command.event || !isDone(state)) break;
      return succeeded(state.stage.event, at);
    case 'Expire':
      if (!isOverdue(state, at)) break;
      return failed(state, at, deploymentErrors.hookTimedOut());
    case 'Conclude':
      return state.phase === 'Stopping' ? stopped(state, at) : unexpected(command, state);
    case 'RecordHookInvocation':
      return recordHook(command, state);
    case 'RecordShift':
      return recordShift(command, state);
    case 'FailWork':
      if (state.phase === 'Stopping') return [];
      if (state.phase !== 'Running') break;
      return failed(state, at, command.error);
    case 'LoseSight':
      if (isEnded(state)) break;
      // Whatever the alias serves now is not this deployment's: nothing is put back.
      return state.phase === 'Stopping' ? stopped(state, at) : [{ type: 'DeploymentFailed', at, error: command.error }];
    case 'FailHook':
      return isAwaiting(state, command.executionId) ? failed(state, at, command.error) : [];
    case 'RecordTaskSet':
    case 'RecordPrimary':
    case 'RecordDrained':
      break;
    default:
      return assertNever(command, 'command of a function deployment');
  }
  return unexpected(command, state);
}

const started = (event: FunctionEventName, at: number): FunctionDeploymentEvent => ({
  type: 'LifecycleEventStarted',
  at,
  event,
});

const unexpected = (command: FunctionDeploymentCommand, state: ExistingFunctionDeployment): Rejection => ({
  rejected: 'Unexpected',
  detail: `${command.type} in ${state.phase}${state.phase === 'Running' ? ` (${state.stage.event})` : ''}`,
});

const isAwaiting = (state: ExistingFunctionDeployment, executionId: string): state is Running =>
  state.phase === 'Running' &&
  'hook' in state.stage &&
  state.stage.hook.status === 'Awaited' &&
  state.stage.hook.executionId === executionId;

const isOverdue = (state: ExistingFunctionDeployment, at: number): boolean =>
  state.phase === 'Running' &&
  'hook' in state.stage &&
  state.stage.hook.status === 'Awaited' &&
  at >= state.stage.hook.until;

/** The event is done; what follows it starts at once. After the last one nothing is waited for. */
function succeeded(event: FunctionEventName, at: number): FunctionDeploymentEvent[] {
  const next = eventAfter(event);
  return [
    { type: 'LifecycleEventSucceeded', at, event },
    next ? started(next, at) : { type: 'DeploymentSucceeded', at },
  ];
}

/** Failed; rolled back where the group says so. Otherwise the alias stays as it is. */
function failed(state: ExistingFunctionDeployment, at: number, error: DeploymentError): FunctionDeploymentEvent[] {
  const { plan } = state;
  const rollsBack = plan.kind === 'Replacement' && plan.rollback.on.failure && canRollBack(plan, state);
  return [
    { type: 'DeploymentFailed', at, error, ...(rollsBack && { rollbackDeploymentId: plan.rollback.deploymentId }) },
  ];
}

/** Before its first event a deployment is nothing to return from. */
function canRollBack(
  { rollBackUnshifted }: FunctionReplacementPlan,
  { lifecycle }: ExistingFunctionDeployment,
): boolean {
  const first: FunctionEventName = rollBackUnshifted ? 'BeforeAllowTraffic' : 'AllowTraffic';
  return lifecycle.some(({ name, status }) => name === first && status !== 'Pending');
}

function stopped(state: Extract<FunctionDeployment, { phase: 'Stopping' }>, at: number): FunctionDeploymentEvent[] {
  const { plan } = state;
  const rollsBack = plan.kind === 'Replacement' && state.rollback && canRollBack(plan, state);
  return [
    {
      type: 'DeploymentStopped',
      at,
      error: errorOf(state.reason),
      ...(rollsBack && { rollbackDeploymentId: plan.rollback.deploymentId }),
    },
  ];
}

function putHookStatus(command: Command<'PutHookStatus'>, state: ExistingFunctionDeployment): FunctionDecision {
  const run = state.hookRuns.find(({ executionId }) => executionId === command.executionId);
  if (!run) return { rejected: 'UnknownHookExecution' };
  if (!isAwaiting(state, command.executionId)) return { rejected: 'HookAlreadyCompleted' };
  if (command.status === 'Failed') return failed(state, command.at, deploymentErrors.hookFailed());
  return succeeded(run.event, command.at);
}

function isDone({ stage, plan }: Running): boolean {
  if ('hook' in stage) return stage.hook.status === 'NotInvoked' && plan.hooks[stage.event] === undefined;
  return stage.stepsTaken === plan.steps.length;
}

function recordHook(command: Command<'RecordHookInvocation'>, state: ExistingFunctionDeployment): FunctionDecision {
  const stage = state.phase === 'Running' ? state.stage : undefined;
  if (!stage || !('hook' in stage) || stage.event !== command.event || stage.hook.status !== 'NotInvoked') {
    return unexpected(command, state);
  }
  const { at, executionId } = command;
  return [{ type: 'HookInvoked', at, event: stage.event, executionId, until: at + state.plan.waits.hookMs }];
}

/** While stopping, a write that was under way is still recorded: a rollback starts from what is. */
function recordShift(command: Command<'RecordShift'>, state: ExistingFunctionDeployment): FunctionDecision {
  const { at, weights } = command;
  if (state.phase === 'Stopping') return [{ type: 'AliasRouted', at, weights }];
  if (state.phase !== 'Running' || state.stage.event !== 'AllowTraffic') return unexpected(command, state);
  const step = state.plan.steps[state.stage.stepsTaken];
  if (!step || !sameWeights(incomingGets(step.percent), weights)) return unexpected(command, state);
  return [{ type: 'AliasRouted', at, weights }];
}
