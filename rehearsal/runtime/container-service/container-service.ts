import type { Persistent } from '../../kernel/persistent.ts';
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
  readonly persistent: Persistent;
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
    persistent: persistentParts({ clusters, taskDefinitions, services }),
    async close() {
      services.close();
      await deps.taskRuntime.close();
    },
  };
}

/** Saved as one: a service names its cluster and its task sets' revisions by reference. */
function persistentParts(parts: Pick<ContainerService, 'clusters' | 'taskDefinitions' | 'services'>): Persistent {
  const { clusters, taskDefinitions, services } = parts;
  const save = () => ({
    clusters: clusters.save(),
    taskDefinitions: taskDefinitions.save(),
    services: services.save(),
  });
  return {
    name: 'container-service',
    save,
    restore(saved: ReturnType<typeof save>) {
      clusters.restore(saved.clusters);
      taskDefinitions.restore(saved.taskDefinitions);
      services.restore(saved.services);
    },
    resume: () => services.resume(),
  };
}
