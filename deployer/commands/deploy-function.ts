import type { Context } from '../context.ts';
import { faint, plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { decideFunctionRelease } from '../release/decide-function-release.ts';
import type { Wishes } from '../release/decide-release.ts';
import { versionName } from '../release/deployment.ts';
import { functionAppSpec } from '../release/function-app-spec.ts';
import type { FunctionTarget } from '../release/function-target.ts';
import { describeShift } from '../watch/time-left.ts';
import { watchDeployment } from '../watch/watch-deployment.ts';
import { alarmsAtRest } from './alarms-at-rest.ts';
import { createDeployment } from './create-deployment.ts';
import { notSeen, outcomeOf } from './outcome-of-watch.ts';

/** A deployment that someone else was quicker to start: more rounds make no sense. */
const MOST_DECISIONS = 3;

/** Moves the alias to the version that the stack names, through CodeDeploy, and watches it to the end. */
export async function deployFunction(target: FunctionTarget, options: Wishes, context: Context): Promise<Outcome> {
  const { aws } = context;
  for (let round = 0; round < MOST_DECISIONS; round++) {
    const [routing, active] = await Promise.all([
      aws.functions.routing(target.functionName, target.alias),
      aws.deployments.active(target.application, target.group),
    ]);
    const decision = decideFunctionRelease(target, { routing, active }, options);
    switch (decision.kind) {
      case 'refuse':
        throw new CannotRelease(decision.message);
      case 'nothing-to-release':
        return { outcome: 'nothingToRelease', message: decision.message, details: [], stack: target.stack };
      case 'adopt':
        context.print(plain(decision.message));
        return follow(target, decision.deploymentId, true, context);
      case 'create': {
        const created = await create(target, decision.currentVersion, context);
        if (created !== undefined) return follow(target, created, false, context);
        break;
      }
    }
  }
  throw new CannotRelease(`Deployment group ${target.group} is kept busy by others. Try again when it is at rest.`);
}

async function create(target: FunctionTarget, currentVersion: string, context: Context): Promise<string | undefined> {
  await alarmsAtRest(target.alarms, context);
  const what = versionName(target.functionName, target.version);
  context.print(
    plain(`Releasing ${what} behind ${target.alias}, which names version ${currentVersion} (${target.config}).`),
  );
  context.print(faint(`Alarms: ${target.alarms.join(', ')}.`));
  return createDeployment(
    {
      application: target.application,
      group: target.group,
      config: target.config,
      description: `Release of ${what}`,
      appSpec: functionAppSpec(target, currentVersion),
      alarms: target.alarms,
    },
    context,
  );
}

async function follow(
  target: FunctionTarget,
  deploymentId: string,
  adopted: boolean,
  context: Context,
): Promise<Outcome> {
  try {
    const shift = await context.aws.deployments.trafficShift(target.config);
    context.print(faint(`Traffic: ${describeShift(shift)}.`));
    const { functionName, alias, version: green, alarms } = target;
    const plan = { deploymentId, shift, traffic: { kind: 'alias' as const, functionName, alias, green, alarms } };
    // A function's release has no termination wait: what is finished has ended.
    const end = await watchDeployment(context, plan, 'terminated');
    return await outcomeOf(end, { target, deploymentId, adopted, sides: undefined }, context);
  } catch (error) {
    return notSeen(deploymentId, target, error as Error);
  }
}
