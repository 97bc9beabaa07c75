import type { Context } from '../context.ts';
import { plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import type { Deployment } from '../release/deployment.ts';
import type { FunctionTarget } from '../release/function-target.ts';
import { releaseTarget } from '../release/release-target.ts';
import type { ServiceTarget } from '../release/service-target.ts';
import { nextSides, primaryOf, sidesOf } from '../release/sides.ts';
import { describeFunctionStatus } from '../watch/describe-function-status.ts';
import { describeStatus } from '../watch/describe-status.ts';

/** Prints where a service or function stands. Makes no write. */
export async function status(options: { stack: string }, context: Context): Promise<Outcome> {
  const target = releaseTarget(options.stack, await context.aws.stacks.outputs(options.stack));
  const active = await context.aws.deployments.active(target.application, target.group);
  const lines =
    target.platform === 'Lambda'
      ? await functionLines(target, active, context)
      : await serviceLines(target, active, context);
  for (const line of lines) context.print(plain(line));
  return {
    outcome: 'done',
    message: active ? `Deployment ${active.id} is ${active.status}.` : 'No deployment is active.',
    details: [],
    stack: options.stack,
    ...(active && { deploymentId: active.id, status: active.status }),
  };
}

async function functionLines(target: FunctionTarget, active: Deployment | undefined, { aws }: Context) {
  const [routing, alarms] = await Promise.all([
    aws.functions.routing(target.functionName, target.alias),
    aws.alarms.states(target.alarms),
  ]);
  return describeFunctionStatus({ target, active, routing, alarms });
}

async function serviceLines(target: ServiceTarget, active: Deployment | undefined, { aws }: Context) {
  const [taskSets, scaling, shares, blueHealth, greenHealth, alarms] = await Promise.all([
    aws.services.taskSets(target.cluster, target.service),
    aws.scaling.of(target.cluster, target.service),
    aws.traffic.shares([target.productionListener, target.testListener]),
    aws.traffic.targetHealth(target.targetGroups.blue),
    aws.traffic.targetHealth(target.targetGroups.green),
    aws.alarms.states([...new Set([...target.alarms.blue, ...target.alarms.green])]),
  ]);
  return describeStatus({
    target,
    taskSets,
    scaling,
    active,
    sides: active ? sidesOf(target, active.id, taskSets) : nextSides(target, primaryOf(taskSets)),
    production: shares[target.productionListener] ?? {},
    test: shares[target.testListener] ?? {},
    health: { [target.targetGroups.blue]: blueHealth, [target.targetGroups.green]: greenHealth },
    alarms,
  });
}
