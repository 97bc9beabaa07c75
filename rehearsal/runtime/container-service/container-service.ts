import type { TaskSets } from '../ports/task-sets.ts';
import { Clusters } from './clusters.ts';
import { Services } from './services.ts';
import type { SchedulerDependencies } from './service-scheduler.ts';
import { taskSetControl } from './task-set-control.ts';
import { TaskDefinitions } from './task-definitions.ts';

/** ECS: its nouns, and the port through which deployments change its services. */
export interface ContainerService {
  readonly clusters: Clusters;
  readonly taskDefinitions: TaskDefinitions;
  readonly services: Services;
  readonly taskSets: TaskSets;
  /** Ends every task at once. */
  close(): Promise<void>;
}

export function containerService(deps: SchedulerDependencies): ContainerService {
  const clusters = new Clusters(deps);
  const taskDefinitions = new TaskDefinitions(deps);
  const services = new Services({ ...deps, clusters, taskDefinitions });
  return {
    clusters,
    taskDefinitions,
    services,
    taskSets: taskSetControl({ services, taskDefinitions }),
    async close() {
      services.close();
      await deps.taskRuntime.close();
    },
  };
}
