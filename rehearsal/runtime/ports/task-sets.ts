import type { Scope } from '../../kernel/scope.ts';
import type { Signal } from '../../kernel/signal.ts';

export interface ServiceRef {
  /** Name or ARN. */
  cluster: string;
  service: string;
}

/** `awsvpcConfiguration` of the AppSpec or of the service. */
export interface TaskNetwork {
  subnets: string[];
  securityGroups: string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
}

export interface TaskSetFacts {
  /** `ecs-svc/<19 digits>` */
  id: string;
  arn: string;
  /** PRIMARY, ACTIVE, DRAINING: ECS API, TaskSet.status. */
  status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  taskDefinition: string;
  externalId?: string;
  startedBy?: string;
  /** Percent of the service's desired count. */
  scale: number;
  computedDesiredCount: number;
  pendingCount: number;
  runningCount: number;
  /** STEADY_STATE: running equals desired, nothing pending, and every task healthy in its target group. */
  stability: 'STEADY_STATE' | 'STABILIZING';
  stabilityAt: number;
  targetGroupArn?: string;
  createdAt: number;
}

export interface ServiceFacts {
  clusterName: string;
  clusterArn: string;
  serviceName: string;
  serviceArn: string;
  deploymentController: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** Revision that the primary task set runs. */
  taskDefinition: string;
  desiredCount: number;
  network: TaskNetwork;
  platformVersion: string;
  loadBalancers: { targetGroupArn: string; containerName: string; containerPort: number }[];
  taskSets: TaskSetFacts[];
}

export interface NewTaskSet {
  taskDefinition: string;
  targetGroupArn: string;
  containerName: string;
  containerPort: number;
  network?: TaskNetwork;
  platformVersion?: string;
  /** Of the AppSpec; without it CodeDeploy strips the service of its own strategy. Source: containers-roadmap issue 1752. */
  capacityProviders?: { capacityProvider: string; base?: number; weight?: number }[];
  /** CodeDeploy puts the deployment's id here. */
  externalId: string;
}

/** All that a deployment may do to an ECS service. Errors are AwsError with ECS codes. */
export interface TaskSets {
  /** Throws `ClusterNotFoundException`, `ServiceNotFoundException`. */
  service(scope: Scope, ref: ServiceRef): ServiceFacts;
  /** The full ARN of an ACTIVE revision; throws `ClientException` ("Unable to describe task definition.") otherwise. */
  taskDefinitionArn(scope: Scope, reference: string): string;
  containerPorts(scope: Scope, taskDefinition: string): { containerName: string; containerPort: number }[];
  /** Scale 100 %, startedBy CODE_DEPLOY. Starts the tasks and returns at once. */
  create(scope: Scope, ref: ServiceRef, taskSet: NewTaskSet): Promise<TaskSetFacts>;
  makePrimary(scope: Scope, ref: ServiceRef, taskSetId: string): Promise<void>;
  /** Scale 0, DRAINING; its tasks are deregistered, drained and stopped, then the task set disappears. */
  drain(scope: Scope, ref: ServiceRef, taskSetId: string): Promise<void>;
  /** Fires with the service's ARN whenever one of its task sets changes. */
  readonly changed: Signal<string>;
}
