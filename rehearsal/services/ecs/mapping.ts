import type * as wire from '@aws-sdk/client-ecs';
import type { TaskNetwork } from '../../runtime/ports/task-sets.ts';
import type { Cluster } from '../../runtime/container-service/clusters.ts';
import {
  essentialHealth,
  primaryOf,
  type Service,
  type Task,
  type TaskSet,
} from '../../runtime/container-service/service.ts';
import { counts } from '../../runtime/container-service/task-set-control.ts';
import { taskHealth } from '../../domain/task/container-health.ts';
import { computedDesiredCount } from '../../domain/task-set/reconcile.ts';
import type { Tag, TaskDefinition } from '../../runtime/container-service/task-definition.ts';

/** What `LATEST` means for Linux tasks on Fargate. Source: ECS developer guide, Fargate platform versions. */
const LATEST_LINUX = '1.4.0';

export const tagsFrom = (tags: wire.Tag[] | undefined): Tag[] =>
  (tags ?? []).map(({ key = '', value = '' }) => ({ key, value }));

export function networkFrom(configuration: wire.NetworkConfiguration | undefined): TaskNetwork | undefined {
  const vpc = configuration?.awsvpcConfiguration;
  if (!vpc) return undefined;
  return {
    subnets: vpc.subnets ?? [],
    securityGroups: vpc.securityGroups ?? [],
    assignPublicIp: vpc.assignPublicIp ?? 'DISABLED',
  };
}

export function wireCluster(cluster: Cluster, services: Service[]): wire.Cluster {
  const taskSets = services
    .filter((service) => service.cluster === cluster)
    .flatMap((service) => service.taskSets.map(counts));
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    runningTasksCount: taskSets.reduce((sum, { runningCount }) => sum + runningCount, 0),
    pendingTasksCount: taskSets.reduce((sum, { pendingCount }) => sum + pendingCount, 0),
    activeServicesCount: services.filter((service) => service.status === 'ACTIVE').length,
    statistics: [],
    tags: cluster.tags,
    settings: cluster.settings.map(({ name, value }) => ({ name: name as wire.ClusterSettingName, value })),
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultCapacityProviderStrategy,
  };
}

export function wireTaskDefinition(definition: TaskDefinition): wire.TaskDefinition {
  const {
    arn,
    registeredAt,
    deregisteredAt,
    tags: _tags,
    containerDefinitions,
    requiresCompatibilities,
    networkMode,
    runtimePlatform,
    ...rest
  } = definition;
  return {
    ...rest,
    taskDefinitionArn: arn,
    containerDefinitions: containerDefinitions.map((container) => ({
      cpu: 0,
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
      ...container,
    })) as wire.ContainerDefinition[],
    volumes: [],
    placementConstraints: [],
    requiresAttributes: [],
    compatibilities: ['EC2', 'FARGATE'],
    requiresCompatibilities: requiresCompatibilities as wire.Compatibility[],
    ...(networkMode !== undefined && { networkMode: networkMode as wire.NetworkMode }),
    ...(runtimePlatform && { runtimePlatform: runtimePlatform as wire.RuntimePlatform }),
    registeredAt: new Date(registeredAt),
    ...(deregisteredAt !== undefined && { deregisteredAt: new Date(deregisteredAt) }),
  };
}

/** Under CODE_DEPLOY a service has task sets and no deployments; its own fields are those of the primary task set. */
export function wireService(service: Service, includeTags: boolean): wire.Service {
  const primary = primaryOf(service);
  const totals = service.taskSets.map(counts);
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.cluster.arn,
    loadBalancers: primary?.loadBalancer ? [primary.loadBalancer] : [],
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: totals.reduce((sum, { runningCount }) => sum + runningCount, 0),
    pendingCount: totals.reduce((sum, { pendingCount }) => sum + pendingCount, 0),
    launchType: service.launchType,
    platformVersion: primary?.platformVersion ?? 'LATEST',
    platformFamily: 'Linux',
    ...(primary && { taskDefinition: primary.taskDefinition.arn }),
    deploymentConfiguration: service.deploymentConfiguration,
    taskSets: service.taskSets.map((taskSet) => wireTaskSet(service, taskSet)),
    deployments: [],
    roleArn: `arn:aws:iam::${service.scope.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: service.events.map(({ id, createdAt, message }) => ({ id, createdAt: new Date(createdAt), message })),
    createdAt: new Date(service.createdAt),
    placementConstraints: [],
    placementStrategy: [],
    ...(primary && { networkConfiguration: wireNetwork(primary.network) }),
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'CODE_DEPLOY' },
    ...(includeTags && { tags: service.tags }),
    ...(service.createdBy !== undefined && { createdBy: service.createdBy }),
    enableECSManagedTags: service.enableECSManagedTags,
    propagateTags: service.propagateTags as wire.PropagateTags,
    enableExecuteCommand: false,
  };
}

export function wireTaskSet(service: Service, taskSet: TaskSet): wire.TaskSet {
  return {
    id: taskSet.id,
    taskSetArn: taskSet.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    ...(taskSet.startedBy !== undefined && { startedBy: taskSet.startedBy }),
    ...(taskSet.externalId !== undefined && { externalId: taskSet.externalId }),
    status: taskSet.status,
    taskDefinition: taskSet.taskDefinition.arn,
    computedDesiredCount: computedDesiredCount(taskSet.scale, service.desiredCount),
    ...counts(taskSet),
    createdAt: new Date(taskSet.createdAt),
    updatedAt: new Date(taskSet.updatedAt),
    launchType: service.launchType,
    platformVersion: taskSet.platformVersion === 'LATEST' ? LATEST_LINUX : taskSet.platformVersion,
    platformFamily: 'Linux',
    networkConfiguration: wireNetwork(taskSet.network),
    loadBalancers: taskSet.loadBalancer ? [taskSet.loadBalancer] : [],
    serviceRegistries: [],
    scale: { value: taskSet.scale, unit: 'PERCENT' },
    stabilityStatus: taskSet.stability,
    stabilityStatusAt: new Date(taskSet.stabilityAt),
    tags: [],
  };
}

export function wireTask(task: Task): wire.Task {
  const { network } = task;
  const interfaces = network ? [{ attachmentId: task.attachmentId, privateIpv4Address: network.privateAddress }] : [];
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.taskDefinition.arn,
    group: task.group,
    startedBy: task.startedBy,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    launchType: 'FARGATE',
    platformVersion: LATEST_LINUX,
    platformFamily: 'Linux',
    connectivity: task.lastStatus === 'STOPPED' ? 'DISCONNECTED' : 'CONNECTED',
    healthStatus: taskHealth(essentialHealth(task)),
    version: task.version,
    ...(task.taskDefinition.cpu !== undefined && { cpu: task.taskDefinition.cpu }),
    ...(task.taskDefinition.memory !== undefined && { memory: task.taskDefinition.memory }),
    ...(network && { availabilityZone: network.availabilityZone }),
    attachments: [wireAttachment(task)],
    containers: task.containers.map((container) => ({
      containerArn: container.arn,
      taskArn: task.arn,
      name: container.name,
      image: container.image,
      ...(container.imageDigest !== undefined && { imageDigest: container.imageDigest }),
      lastStatus: container.lastStatus,
      ...(container.exitCode !== undefined && { exitCode: container.exitCode }),
      ...(container.reason !== undefined && { reason: container.reason }),
      networkBindings: [],
      networkInterfaces: interfaces,
      healthStatus: container.health ?? ('UNKNOWN' as const),
    })),
    overrides: { containerOverrides: [] },
    tags: [],
    createdAt: new Date(task.createdAt),
    ...dates(task),
    ...(task.stopCode !== undefined && { stopCode: task.stopCode }),
    ...(task.stoppedReason !== undefined && { stoppedReason: task.stoppedReason }),
  };
}

function dates(task: Task) {
  const names = ['pullStartedAt', 'startedAt', 'stoppingAt', 'stoppedAt'] as const;
  return Object.fromEntries(names.flatMap((name) => (task[name] === undefined ? [] : [[name, new Date(task[name])]])));
}

function wireAttachment({ attachmentId, network, lastStatus }: Task): wire.Attachment {
  const details = network
    ? [
        { name: 'subnetId', value: network.subnetId },
        { name: 'networkInterfaceId', value: network.interfaceId },
        { name: 'privateIPv4Address', value: network.privateAddress },
      ]
    : [];
  const status = lastStatus === 'STOPPED' ? 'DELETED' : network ? 'ATTACHED' : 'PRECREATED';
  return { id: attachmentId, type: 'ElasticNetworkInterface', status, details };
}

const wireNetwork = ({ subnets, securityGroups, assignPublicIp }: TaskNetwork): wire.NetworkConfiguration => ({
  awsvpcConfiguration: { subnets, securityGroups, assignPublicIp },
});
