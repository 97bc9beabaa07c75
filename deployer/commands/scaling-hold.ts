import type { Context } from '../context.ts';
import { bad, faint } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import type { ReleaseTarget } from '../release/release-target.ts';
import { isShiftOver, markOf, NOTHING_MOVES, readMark, type Suspended } from '../release/suspension.ts';

/**
 * Keeps a service's count as it is while traffic shifts. "If a service is in the process of a blue/green deployment and a scaling
 * event occurs, traffic will continue to shift for 5 minutes. If the service doesn't reach steady state within 5 minutes, CodeDeploy
 * will stop the deployment and mark it as failed" (ECS developer guide, blue/green considerations); CodeDeploy's own advice is to
 * suspend by RegisterScalableTarget (its guide, troubleshooting ECS). Green begins with the count that the service has then.
 *
 * The suspension ends with the shift (all eight events), and not with the rollback window: an hour without scaling out would be
 * worse than a count that changes on both sides. Both task sets follow the service's count, so the version before stays large
 * enough to return to.
 *
 * Whoever suspends says so by a tag on the scalable target, before; who resumes restores what the tag says was suspended before it,
 * and takes the tag away, after. So a suspension without the tag is a person's and stays, and after a crash at any point the next
 * command finds the tag: if no deployment shifts, it resumes. A tag is where the suspension is, needs no store of its own, and goes
 * with the target. A person who suspends between a crash and the next command is resumed by that, too.
 */
export interface ScalingHold {
  /** Does nothing where nothing scales the service. */
  suspend(): Promise<void>;
  /** When the shift is over, or was already. Returns what went wrong; never rejects. */
  resume(): Promise<string | undefined>;
}

export function scalingHold(target: ReleaseTarget, context: Context): ScalingHold {
  if (target.platform === 'Lambda') return { suspend: async () => {}, resume: async () => undefined };
  const { cluster, service, application, group } = target;
  const { scaling, deployments } = context.aws;
  let isOwn = false;
  return {
    async suspend() {
      const found = await scaling.of(cluster, service);
      if (!found) return;
      isOwn = true;
      // What was marked by a release before this one was suspended by it, and is not what a person wants.
      const before = found.mark === undefined ? found.suspended : readMark(found.mark).before;
      if (found.mark === undefined && isAll(before)) return;
      await scaling.mark(found.arn, markOf({ at: context.time.now(), before }));
      if (!isAll(found.suspended)) await scaling.suspend(cluster, service, NOTHING_MOVES);
      context.print(faint(`Scaling of ${service} is suspended until all traffic is on green.`));
    },
    async resume() {
      try {
        const found = await scaling.of(cluster, service);
        if (found?.mark === undefined) return undefined;
        const mark = readMark(found.mark);
        const [active, latest] = await Promise.all([
          deployments.active(application, group),
          deployments.latest(application, group),
        ]);
        const since = isOwn ? { ...mark, at: 0 } : mark;
        if (!isShiftOver(since, { active, latest, now: context.time.now() })) return undefined;
        await scaling.suspend(cluster, service, mark.before);
        await scaling.unmark(found.arn);
        isOwn = false;
        context.print(faint(`Scaling of ${service} is resumed.`));
        return undefined;
      } catch (error) {
        return `Scaling of ${service} may still be suspended (${(error as Error).message}): the next command on stack ${target.stack} tries again.`;
      }
    },
  };
}

/** Does the work, and resumes a service's scaling if no traffic shifts after it, however the work ended. */
export async function resumingScaling(
  hold: ScalingHold,
  context: Context,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (error) {
    const problem = await hold.resume();
    if (problem !== undefined) context.print(bad(problem));
    throw error;
  }
  const problem = await hold.resume();
  return problem === undefined ? outcome : { ...outcome, details: [...outcome.details, problem] };
}

const isAll = ({ scalingIn, scalingOut, scheduled }: Suspended): boolean => scalingIn && scalingOut && scheduled;
