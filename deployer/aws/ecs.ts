import {
  ClusterNotFoundException,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Task,
  type TaskSet,
} from '@aws-sdk/client-ecs';
import type { ServiceTaskSet } from '../release/sides.ts';
import type { RunningContainer, ServiceGateway } from './gateways.ts';

export function ecsGateway(client: ECSClient): ServiceGateway {
  const taskSets = async (cluster: string, service: string) => {
    const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: [service] }));
    // A deleted one is described as INACTIVE for some time.
    const found = services.find(({ status }) => status !== 'INACTIVE');
    return found && (found.taskSets ?? []).map(toTaskSet);
  };
  return {
    async taskSets(cluster, service) {
      const found = await taskSets(cluster, service);
      if (!found) throw new Error(`Cluster ${cluster} has no service ${service}.`);
      return found;
    },
    async findTaskSets(cluster, service) {
      try {
        return await taskSets(cluster, service);
      } catch (error) {
        if (error instanceof ClusterNotFoundException) return undefined;
        throw error;
      }
    },
    async imagesOf(taskDefinition) {
      const { taskDefinition: found } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      return (found?.containerDefinitions ?? []).flatMap(({ image }) => image ?? []);
    },
    async runningContainers(cluster, serviceName) {
      const containers: RunningContainer[] = [];
      for (let nextToken: string | undefined; ;) {
        // A page of the list has at most as many as one DescribeTasks takes, 100.
        const page = await client.send(
          new ListTasksCommand({ cluster, serviceName, desiredStatus: 'RUNNING', maxResults: 100, nextToken }),
        );
        const { taskArns = [] } = page;
        if (taskArns.length > 0) {
          const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
          containers.push(...tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').flatMap(toContainers));
        }
        nextToken = page.nextToken;
        if (!nextToken) return containers;
      }
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

const toContainers = ({ taskArn = '', taskDefinitionArn = '', containers = [] }: Task): RunningContainer[] =>
  containers.map(({ name = '', image = '', imageDigest }) => ({
    task: taskArn,
    taskDefinition: taskDefinitionArn,
    name,
    image,
    digest: imageDigest,
  }));

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
