import type { Context } from '../context.ts';
import { plain } from '../line.ts';
import type { Outcome } from '../outcome.ts';
import { releaseTarget } from '../release/release-target.ts';
import { nextSides, primaryOf, sidesOf } from '../release/sides.ts';
import { describeStatus } from '../watch/describe-status.ts';

/** Prints where a service stands. Makes no write. */
export async function status(options: { stack: string }, context: Context): Promise<Outcome> {
  const { aws } = context;
  const target = releaseTarget(options.stack, await aws.stacks.outputs(options.stack));
  const [taskSets, active, shares, blueHealth, greenHealth, alarms] = await Promise.all([
    aws.services.taskSets(target.cluster, target.service),
    aws.deployments.active(target.application, target.group),
    aws.traffic.shares([target.productionListener, target.testListener]),
    aws.traffic.targetHealth(target.targetGroups.blue),
    aws.traffic.targetHealth(target.targetGroups.green),
    aws.alarms.states([...new Set([...target.alarms.blue, ...target.alarms.green])]),
  ]);
  const sides = active ? sidesOf(target, active.id, taskSets) : nextSides(target, primaryOf(taskSets));
  const lines = describeStatus({
    target,
    taskSets,
    active,
    sides,
    production: shares[target.productionListener] ?? {},
    test: shares[target.testListener] ?? {},
    health: { [target.targetGroups.blue]: blueHealth, [target.targetGroups.green]: greenHealth },
    alarms,
  });
  for (const line of lines) context.print(plain(line));
  return {
    outcome: 'done',
    message: active ? `Deployment ${active.id} is ${active.status}.` : 'No deployment is active.',
    details: [],
    stack: options.stack,
    ...(active && { deploymentId: active.id, status: active.status }),
  };
}
