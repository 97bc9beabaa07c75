import type { TargetHealth } from '../aws/gateways.ts';
import { isTransient } from '../aws/transient.ts';
import { type Context, pause } from '../context.ts';
import { bad, faint, plain } from '../line.ts';
import { type Deployment, hasEnded, isFinished } from '../release/deployment.ts';
import { describeChange } from './describe-change.ts';
import { type Observation, observe, type WatchPlan } from './observation.ts';
import { shiftLeftMs, type WeightChange } from './time-left.ts';

interface WeightSeen {
  at: number;
  asked: number | undefined;
  seen: number | undefined;
}

export type WatchEnd =
  /** All eight events succeeded; `last.deployment` says whether blue still waits for its end. */
  | { kind: 'finished'; last: Observation; weights: WeightSeen[] }
  | {
      kind: 'failed';
      last: Observation;
      weights: WeightSeen[];
      rollback: Deployment | undefined;
      /** Whether the production listener or the alias sends everything to blue; undefined when it is not known. */
      allBlue: boolean | undefined;
      /** Green's unhealthy targets, as they were last seen before the rollback took them away. */
      unhealthy: TargetHealth[];
    }
  | { kind: 'timed-out' | 'interrupted'; last: Observation | undefined; weights: WeightSeen[] };

/** Looks that are waited for a failed deployment to name its rollback: CodeDeploy makes it a moment later. */
const LOOKS_FOR_ROLLBACK = 12;
/** A pause never grows beyond this while AWS cannot be read. */
const LONGEST_PAUSE_FACTOR = 12;

/** Watches a deployment to its end (and its rollback to its own), printing what changes. Makes no write. */
export async function watchDeployment(
  context: Context,
  plan: WatchPlan,
  until: 'finished' | 'terminated',
): Promise<WatchEnd> {
  const deadline = context.time.now() + context.timeoutMs;
  const weights: WeightSeen[] = [];
  const changes: WeightChange[] = [];
  let last: Observation | undefined;
  let saidFinished = false;
  let unhealthy: TargetHealth[] = [];

  const look = async (): Promise<Observation> => {
    const now = await patiently(context, () => observe(context, plan), deadline);
    if (now.seen !== last?.seen || now.asked !== last?.asked)
      weights.push({ at: now.at, asked: now.asked, seen: now.seen });
    if (now.seen !== undefined && now.seen !== last?.seen) changes.push({ at: now.at, green: now.seen });
    const left = plan.shift && shiftLeftMs(plan.shift, changes, now.at);
    for (const line of describeChange(last, now, left)) context.print(line);
    if (now.greenHealth.some(isUnhealthy)) unhealthy = now.greenHealth.filter(isUnhealthy);
    last = now;
    return now;
  };

  try {
    for (;;) {
      const { deployment } = await look();
      if (deployment.status === 'Succeeded') break;
      if (hasEnded(deployment)) {
        const end = await afterFailure(context, look, deadline);
        return end ? { kind: 'failed', ...end, weights, unhealthy } : { kind: 'timed-out', last, weights };
      }
      if (isFinished(deployment) && until === 'finished') break;
      if (isFinished(deployment) && !saidFinished) {
        saidFinished = true;
        context.print(plain('         Finished: all traffic is on green. Waiting for the termination of blue.'));
        await plan.finished?.();
      }
      if (context.time.now() >= deadline) return { kind: 'timed-out', last, weights };
      await pause(context);
    }
    return { kind: 'finished', last: last as Observation, weights };
  } catch (error) {
    if (context.interrupted.aborted) return { kind: 'interrupted', last, weights };
    if (error instanceof NotReadable) {
      context.print(bad(error.message));
      return { kind: 'timed-out', last, weights };
    }
    throw error;
  }
}

/**
 * Follows the rollback that a failed deployment names, and then asks the listener, not only CodeDeploy.
 * Undefined when the time was over before the rollback ended.
 */
async function afterFailure(
  context: Context,
  look: () => Promise<Observation>,
  deadline: number,
): Promise<{ last: Observation; rollback: Deployment | undefined; allBlue: boolean | undefined } | undefined> {
  let last = await look();
  for (
    let looks = 0;
    !last.deployment.rollback && last.deployment.autoRollback && looks < LOOKS_FOR_ROLLBACK;
    looks++
  ) {
    await pause(context);
    last = await look();
  }
  let rollback: Deployment | undefined;
  if (last.deployment.rollback) {
    const { id } = last.deployment.rollback;
    context.print(plain(`         Rolling back with deployment ${id}.`));
    rollback = await patiently(context, () => context.aws.deployments.get(id), deadline);
    while (!hasEnded(rollback)) {
      if (context.time.now() >= deadline) return undefined;
      await pause(context);
      await look();
      rollback = await patiently(context, () => context.aws.deployments.get(id), deadline);
    }
    context.print(plain(`         Rollback ${id}: ${rollback.status}.`));
    last = await look();
  }
  return { last, rollback, allBlue: last.seen === undefined ? undefined : last.seen === 0 };
}

const isUnhealthy = ({ state }: TargetHealth) => state === 'unhealthy';

/** AWS could not be read until the time was over. */
class NotReadable extends Error {
  override readonly name = 'NotReadable';
}

/** Repeats a read that fails for a passing reason, with growing pauses. */
export async function patiently<T>(context: Context, read: () => Promise<T>, deadline: number): Promise<T> {
  for (let factor = 1; ; factor = Math.min(factor * 2, LONGEST_PAUSE_FACTOR)) {
    try {
      return await read();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const message = (error as Error).message;
      if (context.time.now() >= deadline) throw new NotReadable(`AWS could not be read: ${message}`, { cause: error });
      context.print(faint(`         AWS could not be read, trying again: ${message}`));
      await pause(context, factor);
    }
  }
}
