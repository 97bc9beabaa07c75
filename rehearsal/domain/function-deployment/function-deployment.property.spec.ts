import { describe, expect, it } from '@jest/globals';

import { isEnded } from '../deployment/deployment.ts';
import { deploymentErrors } from '../deployment/deployment-error.ts';
import { trafficSteps } from '../deployment/traffic-plan.ts';
import { incomingGets } from '../deployment/weights.ts';
import type { FunctionDeploymentCommand } from './commands.ts';
import { FUNCTION_HOOK_EVENTS } from './lifecycle.ts';
import { nextWork } from './next-work.ts';
import type { FunctionReplacementPlan } from './plan.ts';
import { functionRollbackPlan } from './rollback-plan.ts';
import { SimulatedAlias, SimulatedRun } from './simulated-alias.ts';

const RUNS = 10_000;
const MINUTE = 60_000;
/** Another seed, or one run alone, to look at a failure: DEPLOYMENT_SEED=123 DEPLOYMENT_RUN=4711. */
const SEED = Number(process.env['DEPLOYMENT_SEED'] ?? 20_260_808);
const ONLY = process.env['DEPLOYMENT_RUN'];

describe('any order of events, faults and commands', () => {
  it(`keeps its promises about the alias in ${RUNS} runs of seed ${SEED}`, () => {
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
      'Replacement Succeeded',
      'Replacement Failed',
      'Replacement Stopped',
      'Rollback Succeeded',
      'Rollback Failed',
      'Rollback Stopped',
      'crash',
      'fault',
      'in flight',
      'moved by people',
      'rejection HookAlreadyCompleted',
      'rejection NotSupported',
      'rejection Unexpected',
      'left shifting',
    ]) {
      expect({ seen, often: (outcomes.get(seen) ?? 0) > 20 }).toEqual({ seen, often: true });
    }
  }, 60_000);
});

/** A number from 0 up to the limit. */
type Dice = (limit: number) => number;
const chance = (dice: Dice, percent: number) => dice(100) < percent;

/** A few deployments one after the other, each as unlucky as the dice want. */
function play(dice: Dice, count: (what: string) => void): void {
  const world = new SimulatedAlias();
  for (let release = 0; release < 3; release++) {
    const original = replacement(world, dice, release);
    let run: SimulatedRun | undefined = new SimulatedRun(original, world.now);
    while (run) {
      const moved = trouble(world, run, dice, count);
      settle(world, run);
      // The end is the end, whatever comes late: `handle` throws when an ended deployment changes.
      for (let late = dice(4); late > 0; late--) run.handle(outsideCommand(world, run, dice));
      checkEnd(world, run, moved);
      for (const rejection of run.rejections) count(`rejection ${rejection}`);
      const { state } = run;
      if (!isEnded(state)) throw new Error('the run did not end');
      count(`${run.plan.kind} ${state.phase}`);
      const next = functionRollbackPlan(state);
      if (!next && world.versions.length > 1) count('left shifting');
      run = next && new SimulatedRun(next, world.now);
    }
    // Nobody can deploy to an alias that was left between two versions: troubleshooting-deployments-lambda.
    if (chance(dice, 90)) world.moveTo(world.versions[0] as string);
  }
}

/** Random steps of the runner, the world, people and functions. True when people moved the alias. */
function trouble(world: SimulatedAlias, run: SimulatedRun, dice: Dice, count: (what: string) => void): boolean {
  let moved = false;
  for (let steps = dice(40); steps > 0 && !run.isEnded; steps--) {
    const what = dice(40);
    if (what < 26) runnerStep(world, run, dice, count);
    else if (what < 32) world.now += dice(chance(dice, 20) ? 90 * MINUTE : 2 * MINUTE);
    else if (what < 39) run.handle(outsideCommand(world, run, dice));
    else if (chance(dice, 20)) {
      count('moved by people');
      moved = true;
      world.moveTo(world.foreign, chance(dice, 50) ? '1' : undefined);
    }
  }
  return moved;
}

function runnerStep(world: SimulatedAlias, run: SimulatedRun, dice: Dice, count: (what: string) => void): void {
  const work = nextWork(run.state, world.now, world.sight(run.plan));
  if (work.do === 'nothing') return;
  if (work.do === 'wait') {
    world.now = chance(dice, 60) ? work.until : world.now + dice(MINUTE);
    return;
  }
  if (work.do === 'decide') return run.handle(work.command);
  const luck = dice(10);
  if (luck === 0) {
    count('fault');
    return run.handle({ type: 'FailWork', at: world.now, error: deploymentErrors.lambda('fault') });
  }
  const report = world.perform(work, run);
  // A hook is recorded first and invoked after: a crash between the two loses the invocation and the hook times out.
  if (work.do === 'invokeHook') return run.handle(report);
  if (luck === 1) {
    count('crash');
    return run.restart();
  }
  if (luck <= 4) {
    count('in flight');
    run.handle(outsideCommand(world, run, dice));
  }
  run.handle(report);
  if (luck === 5) run.handle(report);
}

function outsideCommand(world: SimulatedAlias, run: SimulatedRun, dice: Dice): FunctionDeploymentCommand {
  const at = world.now;
  const event = FUNCTION_HOOK_EVENTS[dice(2)];
  const executionId = chance(dice, 90) ? `${run.plan.deploymentId}:${event}` : 'nobody';
  const error = deploymentErrors.lambda('outside');
  switch (dice(16)) {
    case 0:
      return { type: 'Stop', at, ...(chance(dice, 60) && { autoRollback: chance(dice, 70) }) };
    case 1:
      return { type: 'ReportAlarms', at, active: ['alarm'], unreadable: [] };
    case 2:
      return { type: 'ReportAlarms', at, active: [], unreadable: chance(dice, 30) ? ['lost'] : [] };
    case 3:
      return { type: 'Continue', at, wait: 'READY_WAIT' };
    case 4:
      return { type: 'FailHook', at, executionId, error };
    case 5:
      return chance(dice, 10) ? { type: 'LoseSight', at, error } : { type: 'Expire', at };
    case 6:
      return { type: 'PutHookStatus', at, executionId, status: 'Failed' };
    case 7:
      return { type: 'CompleteEvent', at, event: event ?? 'AllowTraffic' };
    case 8:
      return { type: 'RecordTaskSet', at, taskSetId: 'none' };
    default:
      return { type: 'PutHookStatus', at, executionId, status: 'Succeeded' };
  }
}

/** No more trouble, and nobody answers hooks: time alone must bring the run to its end. */
function settle(world: SimulatedAlias, run: SimulatedRun): void {
  for (let step = 0; step < 300 && !run.isEnded; step++) {
    const work = nextWork(run.state, world.now, world.sight(run.plan));
    if (work.do === 'wait') world.now = work.until;
    else if (work.do === 'decide') run.handle(work.command);
    else if (work.do !== 'nothing') run.handle(world.perform(work, run));
  }
  if (!run.isEnded) throw new Error(`the run did not end: it stays in ${run.state.phase}`);
}

function checkEnd(world: SimulatedAlias, { state, plan }: SimulatedRun, moved: boolean): void {
  if (state.phase !== 'Succeeded') return;
  if (!state.lifecycle.every(({ status }) => status === 'Succeeded')) throw new Error('succeeded without all events');
  if (moved) return;
  if (world.versions.join() !== plan.incomingVersion) {
    throw new Error(`${plan.kind} succeeded, but the alias serves ${world.versions.join()}`);
  }
  if (state.shares.incoming !== 100) throw new Error('succeeded without all the traffic');
}

function replacement(world: SimulatedAlias, dice: Dice, release: number): FunctionReplacementPlan {
  const outgoingVersion = chance(dice, 90) ? (world.versions[0] as string) : '40';
  const incomingVersion = chance(dice, 90) ? String(release + 2) : outgoingVersion;
  const types = ['AllAtOnce', 'TimeBasedCanary', 'TimeBasedLinear'] as const;
  const [percentage, intervalMinutes] = [1 + dice(99), 1 + dice(10)];
  const type = types[dice(3)] ?? 'AllAtOnce';
  return {
    kind: 'Replacement',
    deploymentId: `d-${release}`,
    functionName: 'fn',
    aliasName: 'live',
    incomingVersion: chance(dice, 97) ? incomingVersion : '77',
    outgoingVersion,
    start: incomingGets(0),
    steps: trafficSteps({ type, percentage, intervalMinutes }, MINUTE),
    hooks: Object.fromEntries(
      FUNCTION_HOOK_EVENTS.filter(() => chance(dice, 30)).map((event) => [event, `fn-${event}`]),
    ),
    waits: { createdMs: 2000, hookMs: 60 * MINUTE },
    rollBackUnshifted: chance(dice, 70),
    alarms: { names: ['alarm'], ignorePollFailure: chance(dice, 50) },
    rollback: {
      deploymentId: `d-${release}-back`,
      on: { failure: chance(dice, 60), alarm: chance(dice, 60), request: chance(dice, 60) },
    },
  };
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
