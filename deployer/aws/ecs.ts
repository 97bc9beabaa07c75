import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Task,
  type TaskSet,
} from '@aws-sdk/client-ecs';
import type { ServiceTaskSet } from '../release/sides.ts';
import type { ServiceGateway } from './gateways.ts';

export function ecsGateway(client: ECSClient): ServiceGateway {
  return {
    async taskSets(cluster, service) {
      const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: [service] }));
      const found = services[0];
      if (!found) throw new Error(`Cluster ${cluster} has no service ${service}.`);
      return (found.taskSets ?? []).map(toTaskSet);
    },
    async stoppedReasons(cluster, serviceName, taskDefinition) {
      const { taskArns = [] } = await client.send(
        new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED', maxResults: 100 }),
      );
      if (taskArns.length === 0) return [];
      const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
      const reasons = tasks
        .filter((task) => task.taskDefinitionArn === taskDefinition)
        .toSorted((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0))
        .map(stoppedReason);
      return [...new Set(reasons)];
    },
  };
}

const toTaskSet = (taskSet: TaskSet): ServiceTaskSet => ({
  id: taskSet.id ?? '',
  status: taskSet.status ?? '',
  taskDefinition: taskSet.taskDefinition ?? '',
  targetGroupArn: taskSet.loadBalancers?.[0]?.targetGroupArn,
  deploymentId: taskSet.externalId || undefined,
  desired: taskSet.computedDesiredCount ?? 0,
  running: taskSet.runningCount ?? 0,
  pending: taskSet.pendingCount ?? 0,
  ...(taskSet.platformVersion && { platformVersion: taskSet.platformVersion }),
  ...(taskSet.capacityProviderStrategy?.length && {
    capacityProviderStrategy: taskSet.capacityProviderStrategy.map(({ capacityProvider = '', weight, base }) => ({
      capacityProvider,
      weight,
      base,
    })),
  }),
});

function stoppedReason(task: Task): string {
  const containers = (task.containers ?? [])
    .filter(
      (container) => container.reason !== undefined || (container.exitCode !== undefined && container.exitCode !== 0),
    )
    .map((container) => {
      const exit = container.exitCode === undefined ? '' : ` exited with ${container.exitCode}`;
      return `${container.name ?? 'container'}${exit}${container.reason ? ` (${container.reason})` : ''}`;
    });
  return [task.stoppedReason ?? 'no reason given', ...containers].join('; ');
}
