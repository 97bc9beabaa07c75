import { describe, expect, it } from '@jest/globals';

import type { PipelineCommand } from './commands.ts';
import type { ExecutionMode } from './definition.ts';
import { isEnded } from './execution.ts';
import { nextWork } from './next-work.ts';
import { pipelineOf, SimulatedPipeline } from './simulated-pipeline.ts';

const RUNS = 10_000;
const HOUR = 3_600_000;
/** Another seed, or one run alone, to look at a failure: PIPELINE_SEED=123 PIPELINE_RUN=4711. */
const SEED = Number(process.env['PIPELINE_SEED'] ?? 20_261_120);
const ONLY = process.env['PIPELINE_RUN'];

describe('any order of executions, faults and commands', () => {
  it(`keeps its promises about stages in ${RUNS} runs of seed ${SEED}`, () => {
    const outcomes = new Map<string, number>();
    const count = (what: string) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
    for (let run = ONLY ? Number(ONLY) : 0; run < (ONLY ? Number(ONLY) + 1 : RUNS); run++) {
      try {
        play(diceOf(SEED + run * 7919), count);
      } catch (error) {
        throw new Error(`seed ${SEED}, run ${run}: ${(error as Error).message}`, { cause: error });
      }
    }
    if (ONLY) return;
    // A test that never reaches a place says nothing about it.
    for (const seen of [
      ...['SUPERSEDED', 'QUEUED', 'PARALLEL'].flatMap((mode) =>
        ['Succeeded', 'Failed', 'Stopped'].map((status) => `${mode} ${status}`),
      ),
      'SUPERSEDED Superseded',
      'SUPERSEDED Cancelled',
      'QUEUED Cancelled',
      'Retry taken',
      'Decide taken',
      'ExpireApproval taken',
      'late report taken',
      'rejection NotLatest',
      'rejection NotRetryable',
      'rejection AlreadyStopping',
      'rejection NotStoppable',
      'rejection InvalidToken',
      'rejection AlreadyDecided',
      'rejection Unexpected',
    ]) {
      expect({ seen, often: (outcomes.get(seen) ?? 0) > 20 }).toEqual({ seen, often: true });
    }
  }, 60_000);
});

/** A number from 0 up to the limit. */
type Dice = (limit: number) => number;
const chance = (dice: Dice, percent: number) => dice(100) < percent;

/** A pipeline with a few executions, each as unlucky as the dice want. */
function play(dice: Dice, count: (what: string) => void): void {
  const modes: ExecutionMode[] = ['SUPERSEDED', 'QUEUED', 'PARALLEL'];
  const mode = modes[dice(3)] ?? 'SUPERSEDED';
  const world = new World(shape(dice), mode, dice, count);
  for (let steps = 15 + dice(30); steps > 0; steps--) {
    const what = dice(20);
    if (what < 4) world.start();
    else if (what < 14) world.work();
    else world.trouble();
  }
  world.settle();
  for (const execution of world.pipeline.state.executions) {
    if (!isEnded(execution)) throw new Error(`${execution.id} did not end: ${JSON.stringify(execution)}`);
    count(`${mode} ${execution.status}`);
  }
  for (const rejection of world.pipeline.rejections) count(`rejection ${rejection}`);
}

function shape(dice: Dice): Record<string, number[]> {
  const stages = ['dev', 'stage', 'prod'].slice(0, 1 + dice(3));
  const later = stages.map((name): [string, number[]] => [name, Array.from({ length: 1 + dice(3) }, () => dice(4))]);
  return { source: [1], ...Object.fromEntries(later) };
}

class World {
  readonly pipeline: SimulatedPipeline;
  readonly #dice: Dice;
  readonly #count: (what: string) => void;
  readonly #mode: ExecutionMode;
  #now = 0;
  #made = 0;

  constructor(stages: Record<string, number[]>, mode: ExecutionMode, dice: Dice, count: (what: string) => void) {
    this.#mode = mode;
    this.#dice = dice;
    this.#count = count;
    this.pipeline = new SimulatedPipeline(pipelineOf(stages, mode));
  }

  start(): void {
    const trigger = { type: 'StartPipelineExecution', detail: 'somebody' } as const;
    const execution = { id: `e${++this.#made}`, trigger, variables: {}, sourceRevisions: {} };
    this.#do({ type: 'Start', at: this.#now, execution });
  }

  /** What the runner would do next, or the end of something under way. */
  work(): void {
    const work = nextWork(this.pipeline.state, this.#now);
    if (work.do === 'startAction') {
      const { execution, stage, action } = work;
      const id = `a${++this.#made}`;
      const isApproval = action.type.category === 'Approval';
      const taken = this.#do({
        type: 'StartAction',
        at: this.#now,
        executionId: execution.id,
        stage,
        action: action.name,
        actionRunId: id,
        configuration: {},
        ...(isApproval && { approval: { token: `t-${id}`, until: this.#now + 24 * HOUR } }),
      });
      if (!taken) throw new Error(`${action.name} was refused`);
      return;
    }
    if (work.do === 'decide') return void this.#do(work.command);
    if (work.do === 'wait' && chance(this.#dice, 10)) this.#now = work.until;
    this.#complete(75);
  }

  trouble(): void {
    const { state } = this.pipeline;
    const at = (this.#now += this.#dice(HOUR));
    const execution = state.executions[this.#dice(state.executions.length)];
    const stages = state.definition.stages;
    const stage = stages[this.#dice(stages.length)]?.name ?? '';
    const executionId = execution?.id ?? 'nobody';
    switch (this.#dice(9)) {
      case 0:
        return void this.#do({ type: 'Stop', at, executionId, abandon: chance(this.#dice, 50), reason: 'enough' });
      case 1:
      case 2:
        return this.#retry(executionId);
      case 3:
        return void this.#do({ type: 'DisableTransition', at, stage, reason: 'frozen', by: 'somebody' });
      case 4:
        return void this.#do({ type: 'EnableTransition', at, stage });
      case 5:
        return chance(this.#dice, 20) ? this.#redefine() : undefined;
      default:
        return this.#answer();
    }
  }

  /** No more trouble: with transitions open, everything must come to its end. */
  settle(): void {
    for (const { name } of this.pipeline.state.definition.stages)
      this.#do({ type: 'EnableTransition', at: this.#now, stage: name });
    for (let step = 0; step < 400; step++) {
      const work = nextWork(this.pipeline.state, this.#now);
      if (work.do === 'wait') this.#now = work.until;
      if (work.do === 'nothing' && !this.#complete(100)) return;
      if (work.do !== 'nothing') this.work();
    }
  }

  #retry(executionId: string): void {
    const { state } = this.pipeline;
    const mode = chance(this.#dice, 50) ? 'FAILED_ACTIONS' : 'ALL_ACTIONS';
    const execution = state.executions.find(({ id }) => id === executionId);
    const own = execution && 'stage' in execution && chance(this.#dice, 80) ? execution.stage : undefined;
    const stage = own ?? state.definition.stages[1]?.name ?? '';
    this.#do({ type: 'Retry', at: this.#now, executionId, stage, mode });
  }

  #redefine(): void {
    const definition = chance(this.#dice, 70)
      ? pipelineOf(shape(this.#dice), this.#mode)
      : this.pipeline.state.definition;
    this.#do({ type: 'Define', at: this.#now, definition, cancelRunning: true });
  }

  #answer(): void {
    const approvals = this.pipeline.state.executions.flatMap(({ actionRuns }) =>
      actionRuns.filter(({ token }) => token),
    );
    const run = approvals[this.#dice(approvals.length)];
    if (!run) return;
    const token = chance(this.#dice, 90) ? (run.token ?? '') : 'guessed';
    const approved = chance(this.#dice, 80);
    const { stage, action } = run;
    this.#do({ type: 'Decide', at: this.#now, stage, action, token, approved, summary: 'so be it', by: 'somebody' });
  }

  /** Some action that runs ends. False when none runs. */
  #complete(luck: number): boolean {
    const running = this.pipeline.state.executions.flatMap((execution) =>
      execution.actionRuns
        .filter(({ status, token }) => status === 'InProgress' && token === undefined)
        .map(({ id }) => ({ execution, actionRunId: id })),
    );
    const ended = running[this.#dice(running.length)];
    if (!ended) return false;
    const result = chance(this.#dice, luck)
      ? ({ status: 'Succeeded' } as const)
      : ({ status: 'Failed', error: { code: 'JobFailed', message: 'bad luck' } } as const);
    const { execution, actionRunId } = ended;
    const report = { type: 'CompleteAction', at: this.#now, executionId: execution.id, actionRunId, result } as const;
    if (this.#do(report) && isEnded(execution)) this.#count('late report taken');
    // The same report again, as after a crash: it must change nothing.
    if (chance(this.#dice, 10) && this.#do(report)) throw new Error('the same report was taken twice');
    return true;
  }

  #do(command: PipelineCommand): boolean {
    const taken = this.pipeline.handle(command);
    if (taken) this.#count(`${command.type} taken`);
    return taken;
  }
}

/** mulberry32: small, seeded, the same on every machine. */
function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
