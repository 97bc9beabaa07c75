import type { Context } from '../context.ts';
import { pause } from '../context.ts';
import { faint, plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import { appSpec } from '../release/app-spec.ts';
import { decideRelease, type ReleaseDecision, type Wishes } from '../release/decide-release.ts';
import { hasEnded, revisionName, targetGroupName } from '../release/deployment.ts';
import { CannotRelease, releaseTarget, type ReleaseTarget } from '../release/release-target.ts';
import { type Sides, sidesOf } from '../release/sides.ts';
import { describeShift } from '../watch/time-left.ts';
import { watchDeployment } from '../watch/watch-deployment.ts';
import { endRollbackWindow } from './finish.ts';
import { notSeen, outcomeOf } from './outcome-of-watch.ts';

export interface DeployOptions extends Wishes {
  stack: string;
}

/** A window that is ended, then a deployment that someone else was quicker to start: more rounds make no sense. */
const MOST_DECISIONS = 4;
/** How long an alarm of the last release may take to leave ALARM before it counts as a reason not to release. */
const ALARM_PATIENCE_MS = 15 * 60_000;

/** Releases what the service stack names and watches it to the end. */
export async function deploy(options: DeployOptions, context: Context): Promise<Outcome> {
  const target = releaseTarget(options.stack, await context.aws.stacks.outputs(options.stack));
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
          stack: options.stack,
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
        return follow(target, decision.deploymentId, options, context, { adopted: true });
      case 'create': {
        const created = await create(target, decision, context);
        if (created !== undefined)
          return follow(target, created, options, context, { adopted: false, sides: decision.sides });
        break;
      }
    }
  }
  throw new CannotRelease(`Deployment group ${target.group} is kept busy by others. Try again when it is at rest.`);
}

async function decide(target: ReleaseTarget, wishes: Wishes, { aws }: Context): Promise<ReleaseDecision> {
  const [taskSets, active, shares] = await Promise.all([
    aws.services.taskSets(target.cluster, target.service),
    aws.deployments.active(target.application, target.group),
    aws.traffic.shares([target.productionListener]),
  ]);
  return decideRelease(target, { taskSets, active, productionShares: shares[target.productionListener] ?? {} }, wishes);
}

/** Undefined when another deployment of the group was started in the meantime: the state decides anew. */
async function create(
  target: ReleaseTarget,
  { sides, primary }: Extract<ReleaseDecision, { kind: 'create' }>,
  context: Context,
): Promise<string | undefined> {
  await alarmsAtRest(sides, context);
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
  try {
    const id = await context.aws.deployments.create({
      application: target.application,
      group: target.group,
      config: target.config,
      description: `Release of ${revision}`,
      appSpec: appSpec(target, primary),
      alarms: sides.greenAlarms,
    });
    context.print(plain(`Deployment ${id} created.`));
    return id;
  } catch (error) {
    if ((error as Error).name !== 'DeploymentLimitExceededException') throw error;
    context.print(faint((error as Error).message));
    await pause(context);
    return undefined;
  }
}

/**
 * An alarm that is still in ALARM from an earlier release would stop this one at once, and one that does not exist
 * cannot be read, which stops a deployment too (ignorePollAlarmFailure is false).
 */
async function alarmsAtRest({ greenAlarms }: Sides, context: Context): Promise<void> {
  const deadline = context.time.now() + Math.min(ALARM_PATIENCE_MS, context.timeoutMs);
  for (let said = false; ; said = true) {
    const states = await context.aws.alarms.states(greenAlarms);
    const missing = greenAlarms.filter((name) => !states.some((alarm) => alarm.name === name));
    if (missing.length > 0)
      throw new CannotRelease(`These alarms do not exist, so nothing would roll green back: ${missing.join(', ')}.`);
    const active = states.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
    if (active.length === 0) return;
    if (context.time.now() >= deadline) {
      throw new CannotRelease(`In ALARM before the release began, which would stop it at once: ${active.join(', ')}.`);
    }
    if (!said) context.print(plain(`Waiting for an earlier alarm of green to end: ${active.join(', ')}.`));
    await pause(context);
  }
}

async function follow(
  target: ReleaseTarget,
  deploymentId: string,
  { until }: DeployOptions,
  context: Context,
  how: { adopted: boolean; sides?: Sides },
): Promise<Outcome> {
  const { aws } = context;
  try {
    const sides =
      how.sides ?? sidesOf(target, deploymentId, await aws.services.taskSets(target.cluster, target.service));
    const shift = await aws.deployments.trafficShift(target.config);
    context.print(faint(`Traffic: ${describeShift(shift)}.`));
    const { productionListener, testListener } = target;
    const end = await watchDeployment(context, { deploymentId, productionListener, testListener, sides, shift }, until);
    const outcome = await outcomeOf(end, { target, deploymentId, adopted: how.adopted, sides }, context);
    return { ...outcome, rollbackWindowOpen: end.kind === 'finished' && !hasEnded(end.last.deployment) };
  } catch (error) {
    return notSeen(deploymentId, target, error as Error);
  }
}
