import type { Context } from '../context.ts';
import { plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import { type Deployment, isRollback, releaseName } from '../release/deployment.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { nameOf, releaseTarget, type ReleaseTarget } from '../release/release-target.ts';
import type { TrafficPlace } from '../watch/observation.ts';
import { watchDeployment } from '../watch/watch-deployment.ts';
import { notSeen, outcomeOf } from './outcome-of-watch.ts';
import { resumingScaling, scalingHold } from './scaling-hold.ts';
import { trafficOf } from './traffic-of.ts';

/** Stops the active deployment. With `rollback` it is done when the version before serves all traffic. */
export async function stop(options: { stack: string; rollback: boolean }, context: Context): Promise<Outcome> {
  const target = releaseTarget(options.stack, await context.aws.stacks.outputs(options.stack));
  return resumingScaling(scalingHold(target, context), context, () => stopRelease(options, target, context));
}

async function stopRelease(
  options: { stack: string; rollback: boolean },
  target: ReleaseTarget,
  context: Context,
): Promise<Outcome> {
  const active = await context.aws.deployments.active(target.application, target.group);
  if (!active) {
    throw new CannotRelease(
      `${nameOf(target)} has no active deployment to stop. To return to an older version, release it: deploy what it was.`,
    );
  }
  if (isRollback(active)) {
    throw new CannotRelease(`Deployment ${active.id} is a rollback: stopping it would leave the traffic where it is.`);
  }
  const traffic = await trafficOf(target, active.id, context);
  const said = await context.aws.deployments.stop(active.id, options.rollback);
  context.print(plain(`Deployment ${active.id} of ${releaseName(active)} is being stopped${said ? `: ${said}` : ''}.`));
  try {
    return await waitForEnd(options, { target, traffic, active }, context);
  } catch (error) {
    return notSeen(active.id, target, error as Error);
  }
}

async function waitForEnd(
  options: { rollback: boolean },
  { target, traffic, active }: { target: ReleaseTarget; traffic: TrafficPlace; active: Deployment },
  context: Context,
): Promise<Outcome> {
  const plan = { deploymentId: active.id, shift: undefined, traffic };
  const sides = traffic.kind === 'listener' ? traffic.sides : undefined;
  // Until its termination, so that a stop in the rollback window is waited for although all events succeeded.
  const end = await watchDeployment(context, plan, 'terminated');
  const outcome = await outcomeOf(end, { target, deploymentId: active.id, sides }, context);
  if (end.kind === 'finished') {
    return {
      ...outcome,
      outcome: 'notRolledBack',
      message: `Deployment ${active.id} succeeded before it could be stopped.`,
      details: [],
    };
  }
  if (end.kind !== 'failed') return outcome;
  if (outcome.outcome === 'rolledBack') {
    return {
      ...outcome,
      outcome: 'done',
      message: `Stopped: ${nameOf(target)} is served by the version before.`,
      details: [],
    };
  }
  if (options.rollback) return outcome;
  const left = end.last.seen === undefined ? 'unknown' : `${end.last.seen} % of the traffic on green`;
  return { ...outcome, outcome: 'done', message: `Stopped without a rollback: ${left}.`, details: [] };
}
