import type { HealthStatus } from '../../domain/task/container-health.ts';
import type { StopCode, TaskStatus } from '../../domain/task/task-status.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { TaskNetwork } from '../ports/task-sets.ts';
import type { Cluster } from './clusters.ts';
import type { Tag, TaskDefinition } from './task-definition.ts';

export interface LoadBalancerTarget {
  targetGroupArn: string;
  containerName: string;
  containerPort: number;
}

export interface Service {
  scope: Scope;
  cluster: Cluster;
  name: string;
  arn: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  /** Recorded: a task set has no rolling update to bound. */
  deploymentConfiguration: { maximumPercent: number; minimumHealthyPercent: number };
  healthCheckGracePeriodSeconds: number;
  launchType: 'FARGATE';
  /** Recorded: tags of tasks are not read by anything here. */
  propagateTags: string;
  enableECSManagedTags: boolean;
  tags: Tag[];
  createdAt: number;
  createdBy?: string;
  events: ServiceEvent[];
  taskSets: TaskSet[];
  /** The last stopped tasks of task sets that are gone. */
  pastTasks: Task[];
}

interface ServiceEvent {
  id: string;
  createdAt: number;
  message: string;
}

export interface TaskSet {
  id: string;
  arn: string;
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  taskDefinition: TaskDefinition;
  startedBy?: string;
  externalId?: string;
  /** Percent. */
  scale: number;
  network: TaskNetwork;
  platformVersion: string;
  loadBalancer?: LoadBalancerTarget;
  createdAt: number;
  updatedAt: number;
  stability: 'STEADY_STATE' | 'STABILIZING';
  stabilityAt: number;
  /** Tasks in a row that never ran. */
  failures: number;
  startNotBefore: number;
  tasks: Task[];
}

export interface TaskContainer {
  name: string;
  arn: string;
  image: string;
  imageDigest?: string;
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED';
  /** Undefined without a health check. */
  health?: HealthStatus;
  exitCode?: number;
  reason?: string;
}

export interface Task {
  id: string;
  arn: string;
  clusterArn: string;
  taskDefinition: TaskDefinition;
  group: string;
  startedBy: string;
  lastStatus: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  containers: TaskContainer[];
  attachmentId: string;
  network?: { interfaceId: string; subnetId: string; privateAddress: string; availabilityZone: string };
  createdAt: number;
  /** Rises with each change. Source: ECS API, Task.version. */
  version: number;
  pullStartedAt?: number;
  startedAt?: number;
  stoppingAt?: number;
  stoppedAt?: number;
  stopCode?: StopCode;
  stoppedReason?: string;
}

export const primaryOf = (service: Service) => service.taskSets.find((taskSet) => taskSet.status === 'PRIMARY');

/** Health of the essential containers; undefined for those without a check. */
export const essentialHealth = ({ containers, taskDefinition }: Task): (HealthStatus | undefined)[] =>
  taskDefinition.containerDefinitions
    .filter(({ essential }) => essential)
    .map(({ name }) => containers.find((container) => container.name === name)?.health);
