import { type ECSClient, DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { pause } from './pause.ts';

const LOOK_EVERY_MS = 500;
/** The longest stop timeout of Fargate is two minutes of real time; what lasts longer does not end. */
const LONGEST_MS = 180_000;

/**
 * Waits until no task of a revision runs any more: its targets have drained and its processes have ended. A release is only
 * without loss when that is, too. Throws when it does not come to be.
 */
export async function tasksGone(
  client: ECSClient,
  { cluster, taskDefinition }: { cluster: string; taskDefinition: string },
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + LONGEST_MS;
  while (await isRunning(client, cluster, taskDefinition)) {
    if (Date.now() > deadline)
      throw new Error(`Tasks of ${taskDefinition} still run ${LONGEST_MS / 1000} s after their end was asked for.`);
    await pause(LOOK_EVERY_MS, signal);
  }
}

/** A task that is being stopped is listed among the STOPPED ones already: its own last status tells. */
async function isRunning(client: ECSClient, cluster: string, taskDefinition: string): Promise<boolean> {
  const lists = await Promise.all(
    (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
      client.send(new ListTasksCommand({ cluster, desiredStatus })),
    ),
  );
  const tasks = lists.flatMap(({ taskArns = [] }) => taskArns).slice(0, 100);
  if (tasks.length === 0) return false;
  const { tasks: described = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks }));
  return described.some((task) => task.taskDefinitionArn === taskDefinition && task.lastStatus !== 'STOPPED');
}
