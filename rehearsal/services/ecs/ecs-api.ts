import * as client from '@aws-sdk/client-ecs';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { EcsDependencies } from './dependencies.ts';
import { createCluster } from './operations/create-cluster.ts';
import { createService } from './operations/create-service.ts';
import { deleteService } from './operations/delete-service.ts';
import { deregisterTaskDefinition } from './operations/deregister-task-definition.ts';
import { describeClusters } from './operations/describe-clusters.ts';
import { describeServices } from './operations/describe-services.ts';
import { describeTaskDefinition } from './operations/describe-task-definition.ts';
import { describeTaskSets } from './operations/describe-task-sets.ts';
import { describeTasks } from './operations/describe-tasks.ts';
import { listClusters } from './operations/list-clusters.ts';
import { listServices } from './operations/list-services.ts';
import { listTaskDefinitionFamilies } from './operations/list-task-definition-families.ts';
import { listTaskDefinitions } from './operations/list-task-definitions.ts';
import { listTasks } from './operations/list-tasks.ts';
import { registerTaskDefinition } from './operations/register-task-definition.ts';
import { stopTask } from './operations/stop-task.ts';
import { changeTaskSet } from './operations/change-task-set.ts';
import { updateService } from './operations/update-service.ts';

/** ECS: Fargate services under CODE_DEPLOY, their task sets and tasks. */
export function ecsApi(dependencies: EcsDependencies): ServiceTable {
  return {
    name: 'ecs',
    client,
    operations: {
      CreateCluster: createCluster(dependencies),
      CreateService: createService(dependencies),
      CreateTaskSet: changeTaskSet(dependencies),
      DeleteService: deleteService(dependencies),
      DeleteTaskSet: changeTaskSet(dependencies),
      DeregisterTaskDefinition: deregisterTaskDefinition(dependencies),
      DescribeClusters: describeClusters(dependencies),
      DescribeServices: describeServices(dependencies),
      DescribeTaskDefinition: describeTaskDefinition(dependencies),
      DescribeTasks: describeTasks(dependencies),
      DescribeTaskSets: describeTaskSets(dependencies),
      ListClusters: listClusters(dependencies),
      ListServices: listServices(dependencies),
      ListTaskDefinitionFamilies: listTaskDefinitionFamilies(dependencies),
      ListTaskDefinitions: listTaskDefinitions(dependencies),
      ListTasks: listTasks(dependencies),
      RegisterTaskDefinition: registerTaskDefinition(dependencies),
      StopTask: stopTask(dependencies),
      UpdateService: updateService(dependencies),
      UpdateServicePrimaryTaskSet: changeTaskSet(dependencies),
      UpdateTaskSet: changeTaskSet(dependencies),
    },
    gaps: [
      'Services run under the deployment controller CODE_DEPLOY on Fargate only; ECS and EXTERNAL controllers, EC2, capacity providers, DAEMON and RunTask are refused or not served.',
      'CPU units, soft memory limits, users, capabilities, ulimits, the read-only root and the architecture of a task definition are recorded, not enforced; memory limits are watched twice a second.',
      'Secrets of containers are read whatever the policies of the execution role say.',
      'Volumes, environment files, FireLens, Service Connect, and dependencies between containers with the conditions COMPLETE and SUCCESS are refused by name.',
      'A container health check is a process of this machine: its interval does not go below one real second, its time-out not below five (or what the definition says); CMD runs Node only, CMD-SHELL fails because an image has no shell here.',
      'Unverified: a target is registered before its containers are healthy, essential containers without a check do not hinder STEADY_STATE, a dependency that never becomes healthy is waited for without an end, and the event of failed container health checks.',
      'Task roles are credentials in the environment, not the container credentials endpoint; there is no task metadata endpoint.',
      'An unhealthy task is stopped and replaced at once; ECS may start the replacement first.',
      'Stopped tasks are forgotten by number (50 a service), not after an hour. Everything lives in memory.',
      'Provisioning takes no time, so tasks start faster than on Fargate; a missing log group does not stop a task from starting.',
      'Tags of services and task definitions are stored and not passed on to tasks; tag operations are not served.',
      'Unverified: the texts of a task that stops because a secret or parameter is missing or its ARN malformed.',
      'Unverified: most error texts, the waits of the start throttle, how long CloudFormation waits for a service, which task goes first when scaling in, texts of stopped reasons for task sets, DeleteTaskSet on CODE_DEPLOY services (refused here), and the nouns of UpdateService refusals other than task definition and network parameters.',
    ],
  };
}
