import { assertNever } from '../../kernel/assert-never.ts';
import type { PipelineCommand } from './commands.ts';
import { consequences } from './consequences.ts';
import type { StageDefinition } from './definition.ts';
import type { PipelineEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { isEnded, latestIn, stageBefore, stageIn, type Execution, type PipelineRun } from './execution.ts';
import type { Rejection } from './rejection.ts';
import { stageOf, stageProgress } from './stage-progress.ts';

type Decision = PipelineEvent[] | Rejection;
type Command<T extends PipelineCommand['type']> = Extract<PipelineCommand, { type: T }>;

/** What happens because of a command, all that follows included, or why nothing may. Pure: time is the command's `at`. */
export function decide(command: PipelineCommand, state: PipelineRun | undefined): Decision {
  const decision = decideAlone(command, state);
  if ('rejected' in decision) return decision;
  const after = decision.reduce<PipelineRun | undefined>(evolve, state);
  return after ? [...decision, ...consequences(after, command.at)] : decision;
}

function decideAlone(command: PipelineCommand, state: PipelineRun | undefined): Decision {
  if (command.type === 'Define') return define(command, state);
  if (!state) return { rejected: 'PipelineDoesNotExist' };
  const { at } = command;
  switch (command.type) {
    case 'Start':
      return [{ type: 'ExecutionStarted', at, executionId: command.execution.id, execution: command.execution }];
    case 'Stop':
      return stop(command, state);
    case 'Retry':
      return retry(command, state);
    case 'DisableTransition': {
      const { stage, reason, by } = command;
      return declared(state, stage) ? [{ type: 'TransitionDisabled', at, stage, reason, by }] : noStage(stage);
    }
    case 'EnableTransition':
      return declared(state, command.stage)
        ? [{ type: 'TransitionEnabled', at, stage: command.stage }]
        : noStage(command.stage);
    case 'Decide':
      return answer(command, state);
    case 'StartAction':
      return startAction(command, state);
    case 'ReportAction':
    case 'CompleteAction':
    case 'ExpireApproval':
      return ofRunningAction(command, state);
    default:
      return assertNever(command, 'command of a pipeline');
  }
}

const noStage = (stage: string): Rejection => ({ rejected: 'StageDoesNotExist', stage });
const unexpected = (detail: string): Rejection => ({ rejected: 'Unexpected', detail });

const declared = ({ definition }: PipelineRun, name: string): StageDefinition | undefined =>
  definition.stages.find((stage) => stage.name === name);

/**
 * A new definition of the stages cancels what runs ("Cancelled: the pipeline's definition was updated before the execution
 * could be completed"); actions under way end by themselves, approvals with their execution. In the mode PARALLEL an execution keeps its own definition.
 * Source: API reference, PipelineExecution; user guide, troubleshooting of the execution modes.
 */
function define({ at, definition, cancelRunning }: Command<'Define'>, state: PipelineRun | undefined): Decision {
  const update: PipelineEvent = { type: 'PipelineDefined', at, definition, version: (state?.version ?? 0) + 1 };
  if (!state) return [update];
  const isRestructured = JSON.stringify(definition.stages) !== JSON.stringify(state.definition.stages);
  if (!isRestructured || !cancelRunning) return [update];
  const running = state.executions.filter((execution) => !isEnded(execution) && execution.mode !== 'PARALLEL');
  return [update, ...running.flatMap((execution) => cancelled(execution, at))];
}

function cancelled(execution: Execution, at: number): PipelineEvent[] {
  const { id: executionId } = execution;
  const stage = stageIn(execution);
  const end: PipelineEvent = { type: 'ExecutionCancelled', at, executionId };
  if (stage === undefined) return [end];
  const unanswered = execution.actionRuns.filter(({ status, token }) => status === 'InProgress' && token !== undefined);
  return [
    ...unanswered.map(({ id }) => abandoned(executionId, id, at)),
    { type: 'StageEnded', at, executionId, stage, status: 'Cancelled' },
    end,
  ];
}

const abandoned = (executionId: string, actionRunId: string, at: number): PipelineEvent => ({
  type: 'ActionAbandoned',
  at,
  executionId,
  actionRunId,
});

/** Source: user guide, "How pipeline executions are stopped". One that waits before a stage has nothing to wait for. */
function stop({ at, executionId, abandon, reason }: Command<'Stop'>, state: PipelineRun): Decision {
  const execution = state.executions.find(({ id }) => id === executionId);
  if (!execution) return { rejected: 'ExecutionDoesNotExist' };
  if (isEnded(execution)) return { rejected: 'NotStoppable' };
  if (execution.status === 'Stopping' && (execution.abandon || !abandon)) return { rejected: 'AlreadyStopping' };
  const stage = stageIn(execution);
  if (stage === undefined)
    return [{ type: 'ExecutionStopped', at, executionId, stage: stageBefore(execution) ?? '', reason }];
  const running = abandon ? execution.actionRuns.filter(({ status }) => status === 'InProgress') : [];
  return [
    { type: 'StopRequested', at, executionId, stage, abandon, reason },
    ...running.map(({ id }) => abandoned(executionId, id, at)),
  ];
}

/**
 * Only where the execution failed or was stopped, and only while no other has entered the stage since.
 * Source: user guide, "Managing pipeline executions", and "Retry a failed stage".
 */
function retry({ at, executionId, stage, mode }: Command<'Retry'>, state: PipelineRun): Decision {
  if (!declared(state, stage)) return noStage(stage);
  const execution = state.executions.find(({ id }) => id === executionId);
  if (!execution) return { rejected: 'ExecutionDoesNotExist' };
  if (state.definition.executionMode !== 'PARALLEL' && latestIn(state, stage)?.id !== executionId)
    return execution.stageRuns[stage] ? { rejected: 'NotLatest' } : { rejected: 'NotRetryable' };
  const isHere = (execution.status === 'Failed' || execution.status === 'Stopped') && execution.stage === stage;
  const structure = JSON.stringify(stageOf(execution, stage));
  if (!isHere || !execution.stageRuns[stage] || structure !== JSON.stringify(declared(state, stage)))
    return { rejected: 'NotRetryable' };
  return [{ type: 'StageRetried', at, executionId, stage, mode }];
}

/** Which execution is meant, the token says. Source: API reference, PutApprovalResult. */
function answer(command: Command<'Decide'>, state: PipelineRun): Decision {
  const { at, stage, action, token, approved, summary, by } = command;
  const owner = state.executions.find((execution) => execution.actionRuns.some((run) => run.token === token));
  const run = owner?.actionRuns.find((each) => each.token === token);
  if (!owner || !run || run.stage !== stage || run.action !== action) {
    const stages = [...state.definition.stages, ...state.executions.flatMap(({ stages: own }) => own)];
    const named = stages.filter(({ name }) => name === stage);
    if (named.length === 0) return noStage(stage);
    const isKnown = named.some(({ actions }) => actions.some(({ name }) => name === action));
    return isKnown ? { rejected: 'InvalidToken' } : { rejected: 'ActionDoesNotExist', action };
  }
  if (run.status !== 'InProgress') return { rejected: run.by === undefined ? 'InvalidToken' : 'AlreadyDecided' };
  if (run.until !== undefined && at >= run.until) return { rejected: 'InvalidToken' };
  const result = approved
    ? ({ status: 'Succeeded', summary } as const)
    : ({ status: 'Failed', summary, error: { code: 'JobFailed', message: `Rejected by ${by}` } } as const);
  return [{ type: 'ActionEnded', at, executionId: owner.id, actionRunId: run.id, result, by }];
}

function startAction(command: Command<'StartAction'>, state: PipelineRun): Decision {
  const { type: _, ...rest } = command;
  const { executionId, stage: stageName, action } = rest;
  const execution = state.executions.find(({ id }) => id === executionId);
  const stage = execution && stageOf(execution, stageName);
  if (!stage || execution.status !== 'InProgress' || stageIn(execution) !== stageName)
    return unexpected(`${action} of ${stageName} is not to start.`);
  const progress = stageProgress(stage, execution);
  const isReady = progress.is === 'open' && progress.ready.some(({ name }) => name === action);
  return isReady ? [{ type: 'ActionStarted', ...rest }] : unexpected(`${action} of ${stageName} is not ready.`);
}

/** What an abandoned action still reports changes nothing; that of a cancelled execution ends as it does. */
function ofRunningAction(
  command: Command<'ReportAction' | 'CompleteAction' | 'ExpireApproval'>,
  state: PipelineRun,
): Decision {
  const { at, executionId, actionRunId } = command;
  const execution = state.executions.find(({ id }) => id === executionId);
  const run = execution?.actionRuns.find(({ id }) => id === actionRunId);
  if (run?.status !== 'InProgress') return unexpected(`${command.type}: the action ${actionRunId} does not run.`);
  const common = { at, executionId, actionRunId };
  switch (command.type) {
    case 'ReportAction':
      return [{ type: 'ActionProgressed', ...common, progress: command.progress }];
    case 'CompleteAction':
      if (run.token !== undefined) return unexpected(`${run.action} is decided by people.`);
      return [{ type: 'ActionEnded', ...common, result: command.result }];
    case 'ExpireApproval': {
      if (run.until === undefined || at < run.until) return unexpected(`${run.action} does not expire yet.`);
      const error = { code: 'JobFailed', message: 'The approval was not decided in time.' };
      return [{ type: 'ActionEnded', ...common, result: { status: 'Failed', error } }];
    }
    default:
      return assertNever(command, 'command of an action');
  }
}
