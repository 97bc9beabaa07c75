import { assertNever } from '../../kernel/assert-never.ts';
import type { DeploymentCommand, Route } from './commands.ts';
import type { Deployment, Known, Stage } from './deployment.ts';
import type { HookableEvent } from './lifecycle.ts';
import { expectedShift, type Shift } from './next-shift.ts';
import { isSafeShift, type HealthyTargets, type Weights } from './weights.ts';

/** What the runner sees of the world when it asks. */
export interface Sight {
  healthy: HealthyTargets;
  /** The task set that this deployment made: after a crash it may run without having been recorded. */
  made?: string;
  /** The listeners' weights as they are, which after a crash may be ahead of what was recorded. */
  weights: { production: Weights; test?: Weights };
  /** The incoming task set is STEADY_STATE. False while there is none. */
  steady: boolean;
}

/** One thing to do. `setWeights` to `drainTaskSet` change the world; the runner reports how they ended. */
export type Work =
  | { do: 'nothing' }
  | { do: 'wait'; for: WaitReason; until?: number }
  | { do: 'decide'; command: Exclude<DeploymentCommand, { type: 'Create' }> }
  | { do: 'createTaskSet' }
  | { do: 'invokeHook'; event: HookableEvent; functionName: string }
  | { do: 'setWeights'; route: Route; listenerArn: string; weights: Weights }
  | { do: 'makePrimary'; taskSetId: string }
  | { do: 'drainTaskSet'; taskSetId: string };

type WaitReason = 'start' | 'hook' | 'steady task set' | 'healthy targets' | 'next step' | 'continue' | 'termination';

type Running = Extract<Deployment, { phase: 'Running' }>;

/** What must happen next. A function of state, time and sight alone: after a restart the same question gets the same answer. */
export function nextWork(state: Deployment, now: number, sight: Sight): Work {
  switch (state.phase) {
    case 'Created': {
      const until = state.createdAt + state.plan.waits.createdMs;
      return now < until ? { do: 'wait', for: 'start', until } : decideNow({ type: 'Begin', at: now });
    }
    case 'Running':
      return runningWork(state, now, sight);
    case 'Ready':
      return waitUntil(state.until, now, 'continue');
    case 'TerminationWait':
      return waitUntil(state.until, now, 'termination');
    case 'Terminating': {
      const taskSetId = state.plan.outgoing.taskSetId;
      return taskSetId === undefined ? { do: 'nothing' } : { do: 'drainTaskSet', taskSetId };
    }
    case 'Stopping':
      return unrecordedTaskSet(state, now, sight) ?? decideNow({ type: 'Conclude', at: now });
    case 'Absent':
    case 'Succeeded':
    case 'Failed':
    case 'Stopped':
      return { do: 'nothing' };
    default:
      return assertNever(state, 'deployment');
  }
}

const decideNow = (command: Extract<Work, { do: 'decide' }>['command']): Work => ({ do: 'decide', command });

/** Waits, then lets the decider say what the end of the wait means. */
const waitUntil = (until: number, now: number, reason: WaitReason): Work =>
  now < until ? { do: 'wait', for: reason, until } : decideNow({ type: 'Expire', at: now });

function runningWork(state: Running, now: number, sight: Sight): Work {
  const { stage } = state;
  switch (stage.event) {
    case 'Install':
      return installWork(state, stage, now, sight);
    case 'AllowTestTraffic':
      return shiftWork(state, stage.until, now, sight) ?? complete(stage.event, now);
    case 'AllowTraffic':
      return allowTrafficWork(state, stage, now, sight);
    case 'BeforeInstall':
    case 'AfterInstall':
    case 'AfterAllowTestTraffic':
    case 'BeforeAllowTraffic':
    case 'AfterAllowTraffic':
      return hookWork(state, stage, now);
    default:
      return assertNever(stage, 'stage');
  }
}

const complete = (event: Stage['event'], now: number) => decideNow({ type: 'CompleteEvent', at: now, event });

function hookWork(state: Running, { event, hook }: Extract<Stage, { hook: object }>, now: number): Work {
  if (hook.status === 'Awaited') return waitUntil(hook.until, now, 'hook');
  const functionName = state.plan.hooks[event];
  return functionName === undefined ? complete(event, now) : { do: 'invokeHook', event, functionName };
}

function installWork(state: Running, stage: { until: number }, now: number, sight: Sight): Work {
  // A rollback re-routes to the original task set: nothing is created and nothing awaited here.
  if (state.plan.kind === 'Rollback') return complete('Install', now);
  if (state.incomingTaskSet !== undefined) {
    return sight.steady ? complete('Install', now) : waitUntil(stage.until, now, 'steady task set');
  }
  const unrecorded = unrecordedTaskSet(state, now, sight);
  if (unrecorded) return unrecorded;
  const [leftover] = state.leftovers;
  if (leftover === undefined) return { do: 'createTaskSet' };
  return shiftWork(state, stage.until, now, sight) ?? { do: 'drainTaskSet', taskSetId: leftover };
}

/** Made before a crash and recorded after it: never made twice, and never forgotten by a rollback. */
function unrecordedTaskSet(state: Known, now: number, { made }: Sight): Work | undefined {
  if (state.incomingTaskSet !== undefined || made === undefined) return undefined;
  return decideNow({ type: 'RecordTaskSet', at: now, taskSetId: made });
}

function allowTrafficWork(
  state: Running,
  stage: Extract<Stage, { event: 'AllowTraffic' }>,
  now: number,
  sight: Sight,
): Work {
  const { plan } = state;
  if (stage.stepsTaken < plan.steps.length && now < stage.dueAt) {
    return { do: 'wait', for: 'next step', until: stage.dueAt };
  }
  const shift = shiftWork(state, stage.dueAt + plan.waits.healthyTargetsMs, now, sight);
  if (shift) return shift;
  if (state.primary === 'incoming' || state.incomingTaskSet === undefined) return complete('AllowTraffic', now);
  return { do: 'makePrimary', taskSetId: state.incomingTaskSet };
}

/** The shift that is due, as soon as it is safe; undefined when none is. */
function shiftWork(state: Running, until: number, now: number, sight: Sight): Work | undefined {
  const shift = expectedShift(state);
  if (!shift) return undefined;
  if (!isAllowed(state, shift, sight)) return waitUntil(until, now, 'healthy targets');
  const listenerArn = (shift.route === 'test' ? state.plan.test : state.plan.production)?.listenerArn ?? '';
  return { do: 'setWeights', route: shift.route, listenerArn, weights: shift.weights };
}

function isAllowed(state: Running, { route, weights }: Shift, sight: Sight): boolean {
  if (state.plan.shiftToUnhealthy) return true;
  return isSafeShift(sight.weights[route] ?? weights, weights, sight.healthy);
}
