import { type Context, pause } from '../context.ts';
import { plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import { hasEnded, isFinished, releaseName } from '../release/deployment.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { nameOf, releaseTarget, type ReleaseTarget } from '../release/release-target.ts';
import { resumingScaling, scalingHold } from './scaling-hold.ts';
import { patiently } from '../watch/watch-deployment.ts';

/** Ends an open rollback window and waits until blue is gone. */
export async function finish(options: { stack: string }, context: Context): Promise<Outcome> {
  const target = releaseTarget(options.stack, await context.aws.stacks.outputs(options.stack));
  return resumingScaling(scalingHold(target, context), context, () => finishRelease(options, target, context));
}

async function finishRelease(options: { stack: string }, target: ReleaseTarget, context: Context): Promise<Outcome> {
  const active = await context.aws.deployments.active(target.application, target.group);
  if (!active) {
    return {
      outcome: 'done',
      message: `No rollback window of ${nameOf(target)} is open.`,
      details: [],
      stack: options.stack,
    };
  }
  const revision = releaseName(active);
  if (!isFinished(active)) {
    throw new CannotRelease(
      `Deployment ${active.id} of ${revision} is not finished (${active.status}): there is no rollback window to end yet. ` +
        `Watch it: deployer watch --stack ${options.stack}`,
    );
  }
  const status = await endRollbackWindow(active.id, context);
  if (status === undefined) {
    return {
      outcome: 'notSeen',
      message: `Deployment ${active.id} has not ended in time; blue is being terminated.`,
      details: [],
      stack: options.stack,
      deploymentId: active.id,
    };
  }
  if (status !== 'Succeeded') {
    return {
      outcome: 'notRolledBack',
      message: `Deployment ${active.id} ended as ${status}.`,
      details: [],
      stack: options.stack,
      deploymentId: active.id,
      status,
    };
  }
  return {
    outcome: 'done',
    message: `Deployment ${active.id} of ${revision} is complete: the version before is gone.`,
    details: [],
    stack: options.stack,
    deploymentId: active.id,
    status,
  };
}

/** ContinueDeployment TERMINATION_WAIT, then waits for the deployment's end. Returns its status, or undefined when it did not end in time. */
export async function endRollbackWindow(deploymentId: string, context: Context): Promise<string | undefined> {
  const deadline = context.time.now() + context.timeoutMs;
  const look = () => patiently(context, () => context.aws.deployments.get(deploymentId), deadline);
  try {
    await context.aws.deployments.endTerminationWait(deploymentId);
  } catch (error) {
    // It may have ended by itself between our look and our call; anything else is a failure.
    if (!hasEnded(await look())) throw error;
  }
  context.print(plain(`Deployment ${deploymentId}: the rollback window is ended, blue is being terminated.`));
  let deployment = await look();
  while (!hasEnded(deployment)) {
    if (context.time.now() >= deadline) return undefined;
    await pause(context);
    deployment = await look();
  }
  return deployment.status;
}
