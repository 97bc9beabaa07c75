import type { DescribeTasksCommandInput, DescribeTasksCommandOutput } from '@aws-sdk/client-ecs';
import { arnOf } from '../../../kernel/scope.ts';
import { invalidParameter } from '../../../runtime/container-service/errors.ts';
import { taskIdOf } from '../../../runtime/container-service/task-spec.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireTask } from '../mapping.ts';

export const describeTasks =
  ({
    services,
    clusters,
  }: EcsDependencies): Handler<DescribeTasksCommandInput, Omit<DescribeTasksCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const references = input.tasks ?? [];
    if (references.length === 0) throw invalidParameter('Tasks cannot be empty.');
    const { name } = clusters.active(scope, input.cluster);
    const known = new Map(services.tasks(scope, input.cluster).map(({ task }) => [task.id, task]));
    const asked = references.map(taskIdOf).map((id) => ({ id, task: known.get(id) }));
    return {
      tasks: asked.flatMap(({ task }) => (task ? [wireTask(task)] : [])),
      failures: asked.flatMap(({ id, task }) =>
        task ? [] : [{ arn: arnOf(scope, 'ecs', `task/${name}/${id}`), reason: 'MISSING' }],
      ),
    };
  };
