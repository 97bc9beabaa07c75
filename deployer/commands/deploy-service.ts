import type { Context } from '../context.ts';
import { bad, faint, plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import { appSpec } from '../release/app-spec.ts';
import { decideRelease, type ReleaseDecision, type Wishes } from '../release/decide-release.ts';
import { hasEnded, revisionName, targetGroupName } from '../release/deployment.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import type { ServiceTarget } from '../release/service-target.ts';
import { type Sides, sidesOf } from '../release/sides.ts';
import { describeShift } from '../watch/time-left.ts';
import { watchDeployment } from '../watch/watch-deployment.ts';
import { alarmsAtRest } from './alarms-at-rest.ts';
import { createDeployment } from './create-deployment.ts';
import { endRollbackWindow } from './finish.ts';
import { notSeen, outcomeOf } from './outcome-of-watch.ts';
import { resumingScaling, type ScalingHold, scalingHold } from './scaling-hold.ts';

/** A window that is ended, then a deployment that someone else was quicker to start: more rounds make no sense. */
const MOST_DECISIONS = 4;

/** Releases the revision that the stack names and watches it to the end. The service is not scaled while traffic shifts. */
export function deployService(target: ServiceTarget, options: Wishes, context: Context): Promise<Outcome> {
  const hold = scalingHold(target, context);
  return resumingScaling(hold, context, () => releaseService(target, options, hold, context));
}

async function releaseService(
  target: ServiceTarget,
  options: Wishes,
  hold: ScalingHold,
  context: Context,
): Promise<Outcome> {
  for (let round = 0; round < MOST_DECISIONS; round++) {
    const decision = await decide(target, options, context);
    switch (decision.kind) {
      case 'refuse':
        throw new CannotRelease(decision.message);
      case 'nothing-to-release':
        return {
          outcome: 'nothingToRelease',
          message: decision.message,
          details: [],
          stack: target.stack,
          taskDefinition: target.taskDefinition,
        };
      case 'end-rollback-window':
        context.print(plain(decision.message));
        if ((await endRollbackWindow(decision.deploymentId, context)) === undefined) {
          throw new CannotRelease(
            `Deployment ${decision.deploymentId} has not ended in time, so nothing was released.`,
          );
        }
        break;
      case 'adopt':
        context.print(plain(decision.message));
        return follow(target, decision.deploymentId, options, context, { adopted: true, hold });
      case 'create': {
        const created = await create(target, decision, hold, context);
        if (created !== undefined)
          return follow(target, created, options, context, { adopted: false, sides: decision.sides, hold });
        break;
      }
    }
  }
  throw new CannotRelease(`Deployment group ${target.group} is kept busy by others. Try again when it is at rest.`);
}

async function decide(target: ServiceTarget, wishes: Wishes, { aws }: Context): Promise<ReleaseDecision> {
  const [taskSets, active, shares] = await Promise.all([
    aws.services.taskSets(target.cluster, target.service),
    aws.deployments.active(target.application, target.group),
    aws.traffic.shares([target.productionListener]),
  ]);
  return decideRelease(target, { taskSets, active, productionShares: shares[target.productionListener] ?? {} }, wishes);
}

/** Undefined when another deployment of the group was started in the meantime: the state decides anew. */
async function create(
  target: ServiceTarget,
  { sides, primary }: Extract<ReleaseDecision, { kind: 'create' }>,
  hold: ScalingHold,
  context: Context,
): Promise<string | undefined> {
  await alarmsAtRest(sides.greenAlarms, context);
  const revision = revisionName(target.taskDefinition);
  context.print(
    plain(
      `Releasing ${revision} to ${target.service}, which runs ${revisionName(primary.taskDefinition)} (${target.config}).`,
    ),
  );
  context.print(
    faint(
      `Blue is ${targetGroupName(sides.blue)}, green ${targetGroupName(sides.green)}; alarms: ${sides.greenAlarms.join(', ')}.`,
    ),
  );
  await hold.suspend();
  return createDeployment(
    {
      application: target.application,
      group: target.group,
      config: target.config,
      description: `Release of ${revision}`,
      appSpec: appSpec(target, primary),
      alarms: sides.greenAlarms,
    },
    context,
  );
}

async function follow(
  target: ServiceTarget,
  deploymentId: string,
  { until }: Wishes,
  context: Context,
  how: { adopted: boolean; sides?: Sides; hold: ScalingHold },
): Promise<Outcome> {
  const { aws } = context;
  try {
    const sides =
      how.sides ?? sidesOf(target, deploymentId, await aws.services.taskSets(target.cluster, target.service));
    const shift = await aws.deployments.trafficShift(target.config);
    context.print(faint(`Traffic: ${describeShift(shift)}.`));
    const { productionListener, testListener } = target;
    const traffic = { kind: 'listener' as const, productionListener, testListener, sides };
    const plan = { deploymentId, shift, traffic, finished: () => finished(how.hold, context) };
    const end = await watchDeployment(context, plan, until);
    const outcome = await outcomeOf(end, { target, deploymentId, adopted: how.adopted, sides }, context);
    return { ...outcome, rollbackWindowOpen: end.kind === 'finished' && !hasEnded(end.last.deployment) };
  } catch (error) {
    return notSeen(deploymentId, target, error as Error);
  }
}

/** The window is watched on: its end needs no suspension. */
async function finished(hold: ScalingHold, context: Context): Promise<void> {
  const problem = await hold.resume();
  if (problem !== undefined) context.print(bad(problem));
}
