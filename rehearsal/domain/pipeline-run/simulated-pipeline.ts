import type { PipelineCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { ActionDefinition, ExecutionMode, PipelineDefinition, StageDefinition } from './definition.ts';
import { evolve } from './evolve.ts';
import type { Execution, PipelineRun } from './execution.ts';

/** For tests: a pipeline whose stages are given as `name: [run orders of its actions]`. Order 0 stands for an approval. */
export function pipelineOf(
  shape: Readonly<Record<string, readonly number[]>>,
  executionMode: ExecutionMode = 'SUPERSEDED',
): PipelineDefinition {
  return {
    name: 'picus',
    roleArn: 'arn:aws:iam::111111111111:role/pipeline',
    pipelineType: 'V2',
    executionMode,
    artifactStore: { type: 'S3', location: 'artifacts' },
    stages: Object.entries(shape).map(([name, orders], at): StageDefinition => ({
      name,
      actions: orders.map((order, index) => actionOf(`${name}${index}`, order, at === 0)),
    })),
    variables: [],
    triggers: [],
  };
}

function actionOf(name: string, order: number, isSource: boolean): ActionDefinition {
  const [category, provider] = isSource
    ? ['Source', 'CodeStarSourceConnection']
    : order === 0
      ? ['Approval', 'Manual']
      : ['Build', 'CodeBuild'];
  const type = { category, owner: 'AWS', provider, version: '1' };
  return { name, type, runOrder: Math.max(1, order), configuration: {}, inputs: [], outputs: [] };
}

/** A pipeline that refuses to be wrong: every command is followed by a look at what must always hold. */
export class SimulatedPipeline {
  readonly rejections: string[] = [];
  #state: PipelineRun | undefined;

  constructor(definition: PipelineDefinition, at = 0) {
    this.handle({ type: 'Define', at, definition, cancelRunning: true });
  }

  get state(): PipelineRun {
    if (!this.#state) throw new TypeError('The pipeline is not defined.');
    return this.#state;
  }

  execution(id: string): Execution {
    const found = this.state.executions.find((execution) => execution.id === id);
    if (!found) throw new Error(`There is no execution ${id}.`);
    return found;
  }

  /** True when the command was taken. */
  handle(command: PipelineCommand): boolean {
    const before = this.#state;
    const decision = decide(command, before);
    if ('rejected' in decision) {
      this.rejections.push(decision.rejected);
      return false;
    }
    for (const event of decision) {
      const was = this.#state;
      this.#state = evolve(was, event);
      if (was) checkStep(was, this.#state, command);
    }
    if (this.#state) checkState(this.#state);
    return true;
  }
}

/** Executions are not changed in place: each is looked at once. */
const seen = new WeakSet<Execution>();

/** What is true of every state. */
function checkState(state: PipelineRun): void {
  const holders = new Map<string, string[]>();
  for (const execution of state.executions) {
    const open = Object.entries(execution.stageRuns).filter(([, { status }]) =>
      ['InProgress', 'Stopping'].includes(status),
    );
    if (open.length > 1) throw new Error(`${execution.id} is in ${open.map(([name]) => name).join(' and ')}`);
    for (const [stage] of open) holders.set(stage, [...(holders.get(stage) ?? []), execution.id]);
    if (open.length > 0 && !['InProgress', 'Stopping'].includes(execution.status))
      throw new Error(`${execution.id} is ${execution.status} and still in ${open[0]?.[0]}`);
    if (!seen.has(execution)) checkRunOrders(execution);
    seen.add(execution);
  }
  const isShared = [...holders.values()].some((ids) => ids.length > 1);
  if (isShared && state.definition.executionMode !== 'PARALLEL')
    throw new Error(`One stage holds ${JSON.stringify(Object.fromEntries(holders))}`);
  if (state.definition.executionMode === 'SUPERSEDED') checkWaiting(state);
}

/** A stage that succeeded did all its actions; a later order has only begun when the orders before it succeeded. */
function checkRunOrders(execution: Execution): void {
  for (const stage of execution.stages) {
    const run = execution.stageRuns[stage.name];
    if (!run) continue;
    const statusOf = (name: string) => execution.actionRuns.find(({ id }) => id === run.current[name])?.status;
    for (const { name, runOrder } of stage.actions) {
      if (run.status === 'Succeeded' && statusOf(name) !== 'Succeeded')
        throw new Error(`${stage.name} succeeded without ${name}`);
      if (statusOf(name) === undefined) continue;
      const early = stage.actions.find((other) => other.runOrder < runOrder && statusOf(other.name) !== 'Succeeded');
      if (early) throw new Error(`${name} began before ${early.name} succeeded`);
    }
  }
}

function checkWaiting({ executions }: PipelineRun): void {
  const waiting = executions.flatMap((execution) =>
    execution.status === 'InProgress' && 'before' in execution.place ? [execution.place.before] : [],
  );
  if (new Set(waiting).size < waiting.length) throw new Error(`More than one waits: ${waiting.join()}`);
}

/** Ends are ends, save a retry; and an execution that ended never enters a stage again. */
function checkStep(was: PipelineRun, is: PipelineRun, command: PipelineCommand): void {
  for (const [index, before] of was.executions.entries()) {
    const after = is.executions[index];
    if (after === before) continue;
    if (after?.id !== before.id) throw new Error(`${before.id} is forgotten`);
    const isFinal = ['Succeeded', 'Superseded', 'Cancelled'].includes(before.status);
    const isHalted = before.status === 'Failed' || before.status === 'Stopped';
    const isResumed = command.type === 'Retry' && command.executionId === before.id;
    if ((isFinal || (isHalted && !isResumed)) && after.status !== before.status)
      throw new Error(`${before.id} was ${before.status} and is ${after.status} after ${command.type}`);
    if (isFinal && Object.keys(after.stageRuns).length > Object.keys(before.stageRuns).length)
      throw new Error(`${before.id} is ${before.status} and entered a stage`);
    for (const [at, run] of before.actionRuns.entries()) {
      const now = after.actionRuns[at];
      if (run.status !== 'InProgress' && now?.status !== run.status)
        throw new Error(`${run.action} was ${run.status} and is ${now?.status}`);
    }
  }
}
