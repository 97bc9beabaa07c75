import type { Context } from '../context.ts';
import { faint } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import type { Deployment } from '../release/deployment.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { nameOf, releaseTarget, type ReleaseTarget } from '../release/release-target.ts';
import type { Sides } from '../release/sides.ts';
import type { TrafficPlace } from '../watch/observation.ts';
import { describeShift } from '../watch/time-left.ts';
import { watchDeployment } from '../watch/watch-deployment.ts';
import { outcomeOf } from './outcome-of-watch.ts';
import { resumingScaling, scalingHold } from './scaling-hold.ts';
import { trafficOf } from './traffic-of.ts';

export interface WatchOptions {
  stack?: string;
  deploymentId?: string;
  until: 'finished' | 'terminated';
}

/** Watches a stack's deployment (the active one, else the newest), or any deployment by its id. */
export async function watch(options: WatchOptions, context: Context): Promise<Outcome> {
  const { aws } = context;
  const target =
    options.stack === undefined ? undefined : releaseTarget(options.stack, await aws.stacks.outputs(options.stack));
  if (!target) return watchRelease(options, undefined, context);
  return resumingScaling(scalingHold(target, context), context, () => watchRelease(options, target, context));
}

async function watchRelease(
  options: WatchOptions,
  target: ReleaseTarget | undefined,
  context: Context,
): Promise<Outcome> {
  const { aws } = context;
  const deployment = await deploymentToWatch(options, target, context);
  const traffic = target
    ? await trafficOf(target, deployment.id, context)
    : await trafficOfDeployment(deployment, context);
  const shift = deployment.config ? await aws.deployments.trafficShift(deployment.config) : undefined;
  context.print(faint(`Deployment ${deployment.id}${shift ? `, ${describeShift(shift)}` : ''}.`));
  const end = await watchDeployment(context, { deploymentId: deployment.id, shift, traffic }, options.until);
  const sides = traffic.kind === 'listener' ? traffic.sides : undefined;
  return outcomeOf(end, { target, deploymentId: deployment.id, sides }, context);
}

async function deploymentToWatch(
  options: WatchOptions,
  target: ReleaseTarget | undefined,
  { aws }: Context,
): Promise<Deployment> {
  if (options.deploymentId !== undefined) return aws.deployments.get(options.deploymentId);
  if (!target) throw new CannotRelease('Say what to watch: --stack NAME or --deployment-id ID.');
  const found =
    (await aws.deployments.active(target.application, target.group)) ??
    (await aws.deployments.latest(target.application, target.group));
  if (!found) throw new CannotRelease(`${nameOf(target)} has had no deployment yet.`);
  return found;
}

/** Without a stack, the deployment itself tells where to look. */
async function trafficOfDeployment(deployment: Deployment, context: Context): Promise<TrafficPlace> {
  const { alarms, functionShift, productionListeners, testListeners } = deployment;
  if (functionShift) {
    const { functionName, alias, targetVersion: green } = functionShift;
    return { kind: 'alias', functionName, alias, green, alarms };
  }
  return {
    kind: 'listener',
    productionListener: productionListeners[0],
    testListener: testListeners[0],
    sides: await sidesFromDeployment(deployment, context),
  };
}

/**
 * Without a stack, the deployment itself names its pair of target groups. Which one is green is only certain while
 * the production listener sends at least some traffic to the other: with everything on one side the pair's order
 * (template's blue first) would be a guess, so the weights are left out then.
 */
async function sidesFromDeployment(deployment: Deployment, { aws }: Context): Promise<Sides | undefined> {
  const listener = deployment.productionListeners[0];
  const green = deployment.taskSets.find(({ label }) => label === 'Green')?.weight;
  if (listener === undefined || green === undefined || deployment.targetGroupNames.length !== 2) return undefined;
  const [arns, shares] = await Promise.all([
    aws.traffic.targetGroupArns(deployment.targetGroupNames),
    aws.traffic.shares([listener]),
  ]);
  const pair = Object.values(arns);
  const byWeight = pair.filter((arn) => Math.abs((shares[listener]?.[arn] ?? 0) - green) < 0.5);
  const [greenArn] = byWeight;
  const blueArn = pair.find((arn) => arn !== greenArn);
  // At 50 % both match.
  if (byWeight.length !== 1 || greenArn === undefined || blueArn === undefined) return undefined;
  return { blue: blueArn, green: greenArn, greenAlarms: deployment.alarms };
}
