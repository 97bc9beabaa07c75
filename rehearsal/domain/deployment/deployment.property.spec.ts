import { describe, expect, it } from '@jest/globals';

import type { DeploymentCommand } from './commands.ts';
import { isEnded } from './deployment.ts';
import { allSucceeded, HOOKABLE_EVENTS, type LifecycleEventName } from './lifecycle.ts';
import { nextWork } from './next-work.ts';
import type { ReplacementPlan } from './plan.ts';
import { rollbackPlan } from './rollback-plan.ts';
import { SimulatedRun, SimulatedWorld, type Group } from './simulated-world.ts';
import { trafficSteps, type TrafficRouting } from './traffic-plan.ts';
import { sharesOf } from './weights.ts';

const RUNS = 10_000;
const MINUTE = 60_000;
/** Another seed, or one run alone, to look at a failure: DEPLOYMENT_SEED=123 DEPLOYMENT_RUN=4711. */
const SEED = Number(process.env['DEPLOYMENT_SEED'] ?? 20_260_808);
const ONLY = process.env['DEPLOYMENT_RUN'];

describe('any order of events, faults and commands', () => {
  it(`keeps the four promises in ${RUNS} runs of seed ${SEED}`, () => {
    const outcomes = new Map<string, number>();
    const count = (what: string) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
    for (let run = ONLY ? Number(ONLY) : 0; run < (ONLY ? Number(ONLY) + 1 : RUNS); run++) {
      try {
        play(new Dice(SEED + run * 7919), count);
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
      'leftover',
      'rejection HookAlreadyCompleted',
      'rejection TooLateToStop',
      'rejection Unexpected',
      'wait healthy targets',
      'wait continue',
      'wait termination',
    ]) {
      expect({ seen, often: (outcomes.get(seen) ?? 0) > 20 }).toEqual({ seen, often: true });
    }
  }, 60_000);
});

/** A few deployments one after the other, each as unlucky as the dice want. */
function play(dice: Dice, count: (what: string) => void): void {
  const world = new SimulatedWorld();
  for (let release = 0; release < 3; release++) {
    const plan = replacement(world, dice, release);
    if (plan.leftovers.length > 0) count('leftover');
    let run: SimulatedRun | undefined = start(world, new SimulatedRun(plan, world.now));
    while (run) {
      trouble(world, run, dice, count);
      settle(world, run);
      checkEnd(world, run);
      for (const rejection of run.rejections) count(`rejection ${rejection}`);
      if (!isEnded(run.state)) throw new Error('the run did not end');
      count(`${run.plan.kind} ${run.state.phase}`);
      const made = world.madeBy(run.plan.deploymentId)?.id;
      const next = rollbackPlan(run.state, { restoreTestListener: dice.chance(0.5), made });
      run = next && start(world, new SimulatedRun(next, world.now));
    }
  }
}

function start(world: SimulatedWorld, run: SimulatedRun): SimulatedRun {
  world.runs.push(run);
  return run;
}

/** Random steps of the runner, the world, people and functions. */
function trouble(world: SimulatedWorld, run: SimulatedRun, dice: Dice, count: (what: string) => void): void {
  const steps = dice.below(60);
  for (let step = 0; step < steps && !run.isEnded; step++) {
    const what = dice.below(20);
    if (what < 12) runnerStep(world, run, dice, count);
    else if (what < 14) world.now += dice.below(dice.chance(0.2) ? 90 * MINUTE : 2 * MINUTE);
    else if (what < 16) flipHealth(world, dice);
    else run.handle(outsideCommand(world, run, dice));
  }
}

function runnerStep(world: SimulatedWorld, run: SimulatedRun, dice: Dice, count: (what: string) => void): void {
  const work = nextWork(run.state, world.now, world.sight(run));
  if (work.do === 'nothing') return;
  if (work.do === 'wait') {
    count(`wait ${work.for}`);
    world.now = dice.chance(0.6) && work.until !== undefined ? work.until : world.now + dice.below(MINUTE);
    return;
  }
  const luck = dice.below(10);
  if (luck === 0 && work.do !== 'decide') {
    count('fault');
    return run.handle({ type: 'FailWork', at: world.now, error: { code: 'ECS_UPDATE_ERROR', message: 'fault' } });
  }
  if (work.do === 'invokeHook') {
    // Recorded first, invoked after: a crash between the two loses the invocation and the hook times out.
    return run.handle(world.perform(work, run));
  }
  const report = world.perform(work, run);
  if (luck === 1 && work.do !== 'decide') {
    count('crash');
    return run.restart();
  }
  if (luck <= 4 && work.do !== 'decide') {
    count('in flight');
    run.handle(outsideCommand(world, run, dice));
  }
  run.handle(report);
  if (luck === 5) run.handle(report);
}

function flipHealth(world: SimulatedWorld, dice: Dice): void {
  const group = dice.pick<Group>(['A', 'B']);
  if (!world.sick.delete(group)) world.sick.add(group);
}

function outsideCommand(world: SimulatedWorld, run: SimulatedRun, dice: Dice): DeploymentCommand {
  const at = world.now;
  const event = dice.pick(HOOKABLE_EVENTS);
  const executionId = dice.chance(0.9) ? `${run.plan.deploymentId}:${event}` : 'nobody';
  switch (dice.below(16)) {
    case 0:
      return { type: 'Stop', at, ...(dice.chance(0.6) && { autoRollback: dice.chance(0.7) }) };
    case 1:
      return { type: 'ReportAlarms', at, active: ['alarm'], unreadable: [] };
    case 2:
      return { type: 'ReportAlarms', at, active: [], unreadable: dice.chance(0.3) ? ['lost'] : [] };
    case 3:
    case 4:
      return { type: 'Continue', at, wait: 'READY_WAIT' };
    case 5:
      return { type: 'Continue', at, wait: 'TERMINATION_WAIT' };
    case 6:
      return { type: 'FailHook', at, executionId, error: { code: 'ECS_UPDATE_ERROR', message: 'no function' } };
    case 7:
      if (dice.chance(0.1)) return { type: 'LoseSight', at, error: { code: 'ECS_UPDATE_ERROR', message: 'gone' } };
      return { type: 'Expire', at };
    case 8:
      return { type: 'PutHookStatus', at, executionId, status: 'Failed' };
    default:
      return { type: 'PutHookStatus', at, executionId, status: 'Succeeded' };
  }
}

/** No more trouble, and nobody answers hooks: time alone must bring the run to its end. */
function settle(world: SimulatedWorld, run: SimulatedRun): void {
  for (let step = 0; step < 400 && !run.isEnded; step++) {
    const work = nextWork(run.state, world.now, world.sight(run));
    if (work.do === 'wait' && work.until === undefined) throw new Error(`a wait for ${work.for} without an end`);
    if (work.do === 'wait') world.now = work.until ?? 0;
    else if (work.do !== 'nothing') run.handle(world.perform(work, run));
  }
  if (!run.isEnded) throw new Error(`the run did not end: it stays in ${run.state.phase}`);
}

function checkEnd(world: SimulatedWorld, run: SimulatedRun): void {
  const { state, plan } = run;
  if (state.phase !== 'Succeeded') return;
  if (!allSucceeded(state.lifecycle)) throw new Error('succeeded without all events');
  const incoming = plan.incoming.targetGroupArn as Group;
  if (world.listeners.production[incoming] !== 100) throw new Error('succeeded without all the traffic');
  if (world.primary.group !== incoming) throw new Error('succeeded, but the task set is not primary');
  const outgoing = plan.outgoing.taskSetId;
  const drains = plan.kind === 'Rollback' || plan.afterSuccess.action === 'TERMINATE';
  if (plan.kind === 'Rollback' && world.madeBy(plan.rollsBack)) throw new Error('what was rolled back still runs');
  if (drains && outgoing !== undefined && world.taskSets.has(outgoing)) throw new Error('what it left still runs');
}

/** Blue is read from the world, as the runtime does: whoever is PRIMARY now. */
function replacement(world: SimulatedWorld, dice: Dice, release: number): ReplacementPlan {
  const blue = world.primary;
  const green: Group = blue.group === 'A' ? 'B' : 'A';
  const startOf = (route: 'production' | 'test') => ({
    listenerArn: route,
    start: sharesOf(world.listeners[route][green], world.listeners[route][blue.group]),
  });
  const gates: LifecycleEventName[] = ['AfterAllowTestTraffic', 'BeforeAllowTraffic', 'AllowTraffic'];
  return {
    kind: 'Replacement',
    deploymentId: `d-${release}`,
    incoming: { targetGroupArn: green },
    outgoing: { targetGroupArn: blue.group, taskSetId: blue.id },
    leftovers: [...world.taskSets.values()].filter(({ group }) => group === green).map(({ id }) => id),
    production: startOf('production'),
    ...(dice.chance(0.7) && { test: startOf('test') }),
    steps: trafficSteps(routing(dice), MINUTE),
    hooks: Object.fromEntries(HOOKABLE_EVENTS.filter(() => dice.chance(0.2)).map((event) => [event, `fn-${event}`])),
    waits: { createdMs: 2000, hookMs: 60 * MINUTE, installMs: 60 * MINUTE, healthyTargetsMs: 5 * MINUTE },
    shiftToUnhealthy: false,
    ...(dice.chance(0.3) && { readyGate: { before: dice.pick(gates), waitMs: 10 * MINUTE, waitMinutes: 10 } }),
    afterSuccess: dice.chance(0.8)
      ? { action: 'TERMINATE', waitMs: dice.below(20) * MINUTE }
      : { action: 'KEEP_ALIVE' },
    alarms: { names: ['alarm'], ignorePollFailure: dice.chance(0.5) },
    rollback: {
      deploymentId: `d-${release}-back`,
      on: { failure: dice.chance(0.6), alarm: dice.chance(0.6), request: dice.chance(0.6) },
    },
  };
}

function routing(dice: Dice): TrafficRouting {
  const percentage = 1 + dice.below(99);
  const intervalMinutes = 1 + dice.below(10);
  const types = ['AllAtOnce', 'TimeBasedCanary', 'TimeBasedLinear'] as const;
  return { type: dice.pick(types), percentage, intervalMinutes };
}

/** mulberry32: small, seeded, the same on every machine. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}
