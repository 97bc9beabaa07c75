import type { ListTasksCommandInput, ListTasksCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { page } from '../pages.ts';

export const listTasks =
  ({ services }: EcsDependencies): Handler<ListTasksCommandInput, Omit<ListTasksCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { serviceName, family, startedBy, desiredStatus = 'RUNNING', cluster } = input;
    const only = serviceName === undefined ? undefined : services.active(scope, cluster, serviceName);
    const tasks = services
      .tasks(scope, cluster)
      .filter(({ service, task }) => (only === undefined || service === only) && task.desiredStatus === desiredStatus)
      .filter(({ task }) => family === undefined || task.taskDefinition.family === family)
      .filter(({ task }) => startedBy === undefined || task.startedBy === startedBy);
    const { items, nextToken } = page(tasks, input.nextToken, input.maxResults);
    return { taskArns: items.map(({ task }) => task.arn), nextToken };
  };
