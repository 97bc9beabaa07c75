import { assertNever } from '../../kernel/assert-never.ts';
import type { PipelineEvent } from './events.ts';
import {
  currentRun,
  type ActionRun,
  type Execution,
  type ExecutionFacts,
  type PipelineRun,
  type StageRun,
} from './execution.ts';

type Of<T extends PipelineEvent['type']> = Extract<PipelineEvent, { type: T }>;
type OfExecution = Extract<PipelineEvent, { executionId: string }>;

/** The state after an event. Never decides anything: whatever happened is taken as it is. */
export function evolve(state: PipelineRun | undefined, event: PipelineEvent): PipelineRun {
  if (event.type === 'PipelineDefined') return defined(state, event);
  if (!state) throw new TypeError(`${event.type} happened to a pipeline that does not exist.`);
  if (event.type === 'TransitionDisabled') {
    const { stage, reason, by, at } = event;
    return { ...state, disabled: { ...state.disabled, [stage]: { reason, by, at } } };
  }
  if (event.type === 'TransitionEnabled') return { ...state, disabled: without(state.disabled, [event.stage]) };
  if (event.type === 'ExecutionStarted') return { ...state, executions: [...state.executions, started(state, event)] };
  const after = changed(state, event);
  return event.type === 'StageEntered' ? { ...after, entries: state.entries + 1 } : after;
}

function defined(state: PipelineRun | undefined, { definition, version, at }: Of<'PipelineDefined'>): PipelineRun {
  if (!state) return { definition, version, createdAt: at, updatedAt: at, executions: [], disabled: {}, entries: 0 };
  const gone = Object.keys(state.disabled).filter((name) => !definition.stages.some((stage) => stage.name === name));
  return { ...state, definition, version, updatedAt: at, disabled: without(state.disabled, gone) };
}

function started(
  { definition, version, executions }: PipelineRun,
  { execution, at }: Of<'ExecutionStarted'>,
): Execution {
  return {
    ...execution,
    number: executions.length + 1,
    startedAt: at,
    updatedAt: at,
    version,
    mode: definition.executionMode,
    stages: definition.stages,
    stageRuns: {},
    actionRuns: [],
    outputs: {},
    artifacts: {},
    status: 'InProgress',
    place: { before: definition.stages[0]?.name ?? '' },
  };
}

function changed(state: PipelineRun, event: OfExecution): PipelineRun {
  const executions = state.executions.map((execution) =>
    execution.id === event.executionId ? { ...afterEvent(execution, event, state), updatedAt: event.at } : execution,
  );
  return { ...state, executions };
}

function afterEvent(execution: Execution, event: OfExecution, { entries }: PipelineRun): Execution {
  const facts = factsOf(execution);
  switch (event.type) {
    case 'ExecutionStarted':
      return execution;
    case 'TransitionReached':
      return { ...facts, status: 'InProgress', place: { before: event.stage } };
    case 'StageEntered': {
      const run: StageRun = { status: 'InProgress', entry: entries + 1, current: {} };
      return { ...withStage(facts, event.stage, run), status: 'InProgress', place: { in: event.stage } };
    }
    case 'StageRetried':
      return { ...retried(facts, event), status: 'InProgress', place: { in: event.stage } };
    case 'StageEnded':
      return { ...execution, ...withStage(facts, event.stage, { status: event.status }) };
    case 'ActionStarted':
      return { ...execution, ...actionStarted(facts, event) };
    case 'ActionProgressed':
      return { ...execution, ...withAction(facts, event.actionRunId, { ...event.progress, updatedAt: event.at }) };
    case 'ActionEnded':
      return { ...execution, ...actionEnded(facts, event) };
    case 'ActionAbandoned':
      return { ...execution, ...withAction(facts, event.actionRunId, { status: 'Abandoned', updatedAt: event.at }) };
    case 'StopRequested': {
      const { stage, abandon, reason } = event;
      return { ...withStage(facts, stage, { status: 'Stopping' }), status: 'Stopping', stage, abandon, reason };
    }
    case 'ExecutionSucceeded':
      return { ...facts, status: 'Succeeded' };
    case 'ExecutionCancelled':
      return { ...facts, status: 'Cancelled' };
    case 'ExecutionFailed':
      return { ...facts, status: 'Failed', stage: event.stage };
    case 'ExecutionStopped':
      return { ...facts, status: 'Stopped', stage: event.stage, reason: event.reason };
    case 'ExecutionSuperseded':
      return { ...facts, status: 'Superseded', by: event.by };
    default:
      return assertNever(event, 'event of a pipeline');
  }
}

/** What every status knows, without the fields of the status that ends. */
function factsOf(execution: Execution): ExecutionFacts {
  const { id, trigger, variables, sourceRevisions, number, startedAt, updatedAt, version, mode } = execution;
  const { stages, stageRuns, actionRuns, outputs, artifacts } = execution;
  const known = { id, trigger, variables, sourceRevisions, number, startedAt, updatedAt, version, mode };
  return { ...known, stages, stageRuns, actionRuns, outputs, artifacts };
}

function withStage(facts: ExecutionFacts, name: string, change: Partial<StageRun>): ExecutionFacts {
  const before = facts.stageRuns[name] ?? { status: 'InProgress', entry: 0, current: {} };
  return { ...facts, stageRuns: { ...facts.stageRuns, [name]: { ...before, ...change } } };
}

function withAction(facts: ExecutionFacts, id: string, change: Partial<ActionRun>): ExecutionFacts {
  return { ...facts, actionRuns: facts.actionRuns.map((run) => (run.id === id ? { ...run, ...change } : run)) };
}

/** What succeeded stays, unless all is to run again. */
function retried(facts: ExecutionFacts, { stage, mode }: Of<'StageRetried'>): ExecutionFacts {
  const before = facts.stageRuns[stage]?.current ?? {};
  const isKept = (action: string) =>
    mode === 'FAILED_ACTIONS' && currentRun(facts, stage, action)?.status === 'Succeeded';
  const current = Object.fromEntries(Object.entries(before).filter(([action]) => isKept(action)));
  return withStage(facts, stage, { status: 'InProgress', current });
}

function actionStarted(facts: ExecutionFacts, event: Of<'ActionStarted'>): ExecutionFacts {
  const { actionRunId: id, stage, action, configuration, approval, at } = event;
  const run: ActionRun = {
    id,
    stage,
    action,
    status: 'InProgress',
    startedAt: at,
    updatedAt: at,
    configuration,
    variables: {},
    ...approval,
  };
  const current = { ...facts.stageRuns[stage]?.current, [action]: id };
  return withStage({ ...facts, actionRuns: [...facts.actionRuns, run] }, stage, { current });
}

function actionEnded(facts: ExecutionFacts, { actionRunId, result, by, at }: Of<'ActionEnded'>): ExecutionFacts {
  const run = facts.actionRuns.find(({ id }) => id === actionRunId);
  const definition = facts.stages
    .find(({ name }) => name === run?.stage)
    ?.actions.find(({ name }) => name === run?.action);
  const { externalId, externalUrl, summary } = result;
  const known = {
    ...(externalId !== undefined && { externalId }),
    ...(externalUrl !== undefined && { externalUrl }),
    ...(summary !== undefined && { summary }),
    ...(by !== undefined && { by }),
    updatedAt: at,
  };
  if (result.status === 'Failed')
    return withAction(facts, actionRunId, { ...known, status: 'Failed', error: result.error });
  const { variables = {}, artifacts = [], revision } = result;
  const ended = withAction(facts, actionRunId, {
    ...known,
    status: 'Succeeded',
    variables,
    ...(revision && { revision }),
  });
  const namespace = definition?.namespace;
  return {
    ...ended,
    outputs: namespace === undefined ? ended.outputs : { ...ended.outputs, [namespace]: variables },
    artifacts: { ...ended.artifacts, ...Object.fromEntries(artifacts.map((artifact) => [artifact.name, artifact])) },
  };
}

function without<T>(record: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
