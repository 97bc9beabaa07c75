import { computedDesiredCount } from '../../domain/task-set/reconcile.ts';
import { isPending } from '../../domain/task/task-status.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { NewTaskSet, ServiceFacts, ServiceRef, TaskSetFacts, TaskSets } from '../ports/task-sets.ts';
import { primaryTaskSet, cannotDescribeTaskDefinition, taskSetNotFound, tooManyTaskSets } from './errors.ts';
import { primaryOf, type Service, type TaskSet } from './service.ts';
import type { Services } from './services.ts';
import type { TaskDefinitions } from './task-definitions.ts';

/** Source: InvalidParameterException of CreateTaskSet as pipe-cd/pipecd#4692 shows it, for an external controller. */
const MOST_TASK_SETS = 5;

/** What a deployment may do to a service. */
export function taskSetControl(deps: { services: Services; taskDefinitions: TaskDefinitions }): TaskSets {
  const { services, taskDefinitions } = deps;
  const find = (scope: Scope, ref: ServiceRef) => services.active(scope, ref.cluster, ref.service);
  const activeDefinition = (scope: Scope, reference: string) => {
    const definition = taskDefinitions.find(scope, reference);
    if (definition.status !== 'ACTIVE') throw cannotDescribeTaskDefinition();
    return definition;
  };
  return {
    changed: services.changed,
    service: (scope, ref) => serviceFacts(find(scope, ref)),
    taskDefinitionArn: (scope, reference) => activeDefinition(scope, reference).arn,

    containerPorts: (scope, reference) =>
      taskDefinitions
        .find(scope, reference)
        .containerDefinitions.flatMap((container) =>
          container.portMappings.map(({ containerPort }) => ({ containerName: container.name, containerPort })),
        ),

    async create(scope, ref, wanted: NewTaskSet) {
      const service = find(scope, ref);
      if (service.taskSets.length >= MOST_TASK_SETS) throw tooManyTaskSets();
      const taskDefinition = activeDefinition(scope, wanted.taskDefinition);
      const { targetGroupArn, containerName, containerPort, externalId } = wanted;
      const loadBalancer = { targetGroupArn, containerName, containerPort };
      services.checkLoadBalancer(scope, loadBalancer, taskDefinition);
      const primary = primaryOf(service);
      const network = wanted.network ??
        primary?.network ?? { subnets: [], securityGroups: [], assignPublicIp: 'DISABLED' };
      const platformVersion = wanted.platformVersion ?? 'LATEST';
      return taskSetFacts(
        service,
        services.addTaskSet(service, {
          status: 'ACTIVE',
          startedBy: 'CODE_DEPLOY',
          externalId,
          taskDefinition,
          network,
          platformVersion,
          loadBalancer,
        }),
      );
    },

    async makePrimary(scope, ref, taskSetId) {
      const service = find(scope, ref);
      const chosen = taskSetOf(service, taskSetId);
      if (chosen.status === 'PRIMARY') return;
      const former = primaryOf(service);
      if (former) former.status = 'ACTIVE';
      chosen.status = 'PRIMARY';
      services.poke(service);
    },

    async drain(scope, ref, taskSetId) {
      const service = find(scope, ref);
      const taskSet = taskSetOf(service, taskSetId);
      if (taskSet.status === 'PRIMARY') throw primaryTaskSet(taskSet.id);
      Object.assign(taskSet, { status: 'DRAINING', scale: 0 });
      services.poke(service);
    },
  };
}

function taskSetOf(service: Service, reference: string): TaskSet {
  const found = service.taskSets.find((taskSet) => taskSet.id === reference || taskSet.arn === reference);
  if (!found) throw taskSetNotFound();
  return found;
}

export const counts = (taskSet: TaskSet) => ({
  pendingCount: taskSet.tasks.filter((task) => task.desiredStatus === 'RUNNING' && isPending(task.lastStatus)).length,
  runningCount: taskSet.tasks.filter((task) => task.lastStatus === 'RUNNING').length,
});

function taskSetFacts(service: Service, taskSet: TaskSet): TaskSetFacts {
  const { id, arn, status, externalId, startedBy, scale, stability, stabilityAt, createdAt, loadBalancer } = taskSet;
  return {
    id,
    arn,
    status,
    taskDefinition: taskSet.taskDefinition.arn,
    ...(externalId !== undefined && { externalId }),
    ...(startedBy !== undefined && { startedBy }),
    scale,
    computedDesiredCount: computedDesiredCount(scale, service.desiredCount),
    ...counts(taskSet),
    stability,
    stabilityAt,
    ...(loadBalancer && { targetGroupArn: loadBalancer.targetGroupArn }),
    createdAt,
  };
}

function serviceFacts(service: Service): ServiceFacts {
  const primary = primaryOf(service);
  return {
    clusterName: service.cluster.name,
    clusterArn: service.cluster.arn,
    serviceName: service.name,
    serviceArn: service.arn,
    deploymentController: 'CODE_DEPLOY',
    taskDefinition: primary?.taskDefinition.arn ?? '',
    desiredCount: service.desiredCount,
    network: primary?.network ?? { subnets: [], securityGroups: [], assignPublicIp: 'DISABLED' },
    platformVersion: primary?.platformVersion ?? 'LATEST',
    loadBalancers: primary?.loadBalancer ? [primary.loadBalancer] : [],
    taskSets: service.taskSets.map((taskSet) => taskSetFacts(service, taskSet)),
  };
}
