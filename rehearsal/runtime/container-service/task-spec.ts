import { parseArn, type Scope } from '../../kernel/scope.ts';
import type { ContainerSpec, TaskSpec } from '../ports/task-runtime.ts';
import { secretEnvironment, type SecretStores } from './container-secrets.ts';
import { notImplemented } from './errors.ts';
import type { Task } from './service.ts';
import type { ContainerDefinition } from './task-definition.ts';

/** Source: ECS API, ContainerDefinition.stopTimeout. */
const DEFAULT_STOP_TIMEOUT = 30;

/** What the runtime needs to know of a task. Without `stores` a task has no secrets; what it names cannot be read then. */
export function taskSpec(scope: Scope, task: Task, privateAddress: string, stores?: SecretStores): TaskSpec {
  const { taskDefinition } = task;
  return {
    scope,
    taskArn: task.arn,
    taskDefinitionArn: taskDefinition.arn,
    privateAddress,
    ...(taskDefinition.taskRoleArn !== undefined && { taskRoleArn: taskDefinition.taskRoleArn }),
    ...(taskDefinition.memory !== undefined && { memoryMiB: Number(taskDefinition.memory) }),
    containers: taskDefinition.containerDefinitions.map((container) => {
      const spec = containerSpec(container, task.id);
      if (!container.secrets?.length) return spec;
      if (!stores) throw notImplemented('secrets of containers without a store to read them from');
      return { ...spec, environment: { ...spec.environment, ...secretEnvironment(stores, scope, container.secrets) } };
    }),
  };
}

function containerSpec(container: ContainerDefinition, taskId: string): ContainerSpec {
  const { entryPoint, command, workingDirectory, dependsOn, memory, logConfiguration } = container;
  return {
    name: container.name,
    image: container.image,
    essential: container.essential,
    environment: Object.fromEntries(container.environment.map(({ name, value }) => [name, value])),
    containerPorts: container.portMappings.map((mapping) => mapping.containerPort),
    stopTimeoutSeconds: container.stopTimeout ?? DEFAULT_STOP_TIMEOUT,
    initProcess: container.linuxParameters?.initProcessEnabled ?? false,
    ...(entryPoint && { entryPoint }),
    ...(command && { command }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    ...(dependsOn && { dependsOn: dependsOn.map(({ containerName }) => containerName) }),
    ...(memory !== undefined && { memoryMiB: memory }),
    ...(logConfiguration && { logs: awslogs(logConfiguration.options, container.name, taskId) }),
  };
}

/** Stream name `<prefix>/<container>/<task id>`. Source: ECS developer guide, awslogs-stream-prefix. */
function awslogs(options: Record<string, string>, container: string, taskId: string) {
  return {
    group: options['awslogs-group'] ?? '',
    region: options['awslogs-region'] ?? '',
    stream: `${options['awslogs-stream-prefix']}/${container}/${taskId}`,
  };
}

/** `<cluster>/<id>`: the last part of a task's ARN. */
export const taskIdOf = (reference: string): string =>
  (parseArn(reference)?.resource ?? reference).split('/').at(-1) ?? reference;
