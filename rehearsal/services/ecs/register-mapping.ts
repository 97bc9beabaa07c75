import type {
  ContainerDefinition as WireContainer,
  ContainerDependency as WireDependency,
  RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { HEALTH_CHECK_DEFAULTS } from '../../runtime/container-service/container-rules.ts';
import { invalidTaskDefinition } from '../../runtime/container-service/errors.ts';
import type {
  ContainerDefinition,
  ContainerDependency,
  TaskDefinitionInput,
} from '../../runtime/container-service/task-definition.ts';
import { onlyKnown } from './known-members.ts';
import { tagsFrom } from './mapping.ts';

const TASK_MEMBERS = [
  'family',
  'containerDefinitions',
  'cpu',
  'memory',
  'networkMode',
  'requiresCompatibilities',
  'runtimePlatform',
  'executionRoleArn',
  'taskRoleArn',
  'tags',
];
const CONTAINER_MEMBERS = [
  'name',
  'image',
  'essential',
  'environment',
  'secrets',
  'portMappings',
  'entryPoint',
  'command',
  'workingDirectory',
  'memory',
  'memoryReservation',
  'cpu',
  'stopTimeout',
  'healthCheck',
  'dependsOn',
  'logConfiguration',
  'linuxParameters',
  'readonlyRootFilesystem',
  'user',
  'ulimits',
  'dockerLabels',
];

/** RegisterTaskDefinition as the use case takes it; what is not honoured is refused by name. */
export function taskDefinitionInput(input: RegisterTaskDefinitionCommandInput): TaskDefinitionInput {
  onlyKnown(input, TASK_MEMBERS);
  if (!input.family) throw invalidTaskDefinition('Family should not be null or empty.');
  const { cpu, memory, networkMode, runtimePlatform, executionRoleArn, taskRoleArn } = input;
  return {
    family: input.family,
    containerDefinitions: (input.containerDefinitions ?? []).map(containerDefinition),
    requiresCompatibilities: input.requiresCompatibilities ?? [],
    tags: tagsFrom(input.tags),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(networkMode !== undefined && { networkMode }),
    ...(runtimePlatform && { runtimePlatform }),
    ...(executionRoleArn !== undefined && { executionRoleArn }),
    ...(taskRoleArn !== undefined && { taskRoleArn }),
  };
}

function containerDefinition(container: WireContainer): ContainerDefinition {
  const where = `containerDefinitions[${container.name}].`;
  onlyKnown(container, CONTAINER_MEMBERS, where);
  if (container.linuxParameters)
    onlyKnown(container.linuxParameters, ['initProcessEnabled', 'capabilities'], `${where}linuxParameters.`);
  if (container.logConfiguration)
    onlyKnown(container.logConfiguration, ['logDriver', 'options'], `${where}logConfiguration.`);
  const {
    name = '',
    image = '',
    environment,
    secrets,
    portMappings,
    logConfiguration,
    ulimits,
    linuxParameters,
    healthCheck,
    dependsOn,
    ...rest
  } = container;
  return {
    ...given(rest),
    name,
    image,
    // Source: ECS API, ContainerDefinition.essential: a container is essential unless it says otherwise.
    essential: container.essential ?? true,
    environment: (environment ?? []).map((variable) => ({ name: variable.name ?? '', value: variable.value ?? '' })),
    ...(secrets?.length && {
      secrets: secrets.map((secret) => ({ name: secret.name ?? '', valueFrom: secret.valueFrom ?? '' })),
    }),
    portMappings: (portMappings ?? []).map((mapping) => {
      onlyKnown(mapping, ['containerPort', 'hostPort', 'protocol', 'name', 'appProtocol'], `${where}portMappings.`);
      const containerPort = mapping.containerPort ?? 0;
      const { name: portName, appProtocol } = mapping;
      return {
        containerPort,
        hostPort: mapping.hostPort || containerPort,
        protocol: mapping.protocol ?? 'tcp',
        ...(portName !== undefined && { name: portName }),
        ...(appProtocol !== undefined && { appProtocol }),
      };
    }),
    ...(linuxParameters && {
      linuxParameters: {
        ...(linuxParameters.initProcessEnabled !== undefined && {
          initProcessEnabled: linuxParameters.initProcessEnabled,
        }),
        ...(linuxParameters.capabilities && { capabilities: linuxParameters.capabilities }),
      },
    }),
    ...(healthCheck && {
      healthCheck: { ...HEALTH_CHECK_DEFAULTS, ...defined(healthCheck), command: healthCheck.command ?? [] },
    }),
    ...(dependsOn && dependsOn.length > 0 && { dependsOn: dependsOn.map(dependency) }),
    ...(logConfiguration && {
      logConfiguration: { logDriver: logConfiguration.logDriver ?? '', options: logConfiguration.options ?? {} },
    }),
    ...(ulimits && {
      ulimits: ulimits.map((limit) => ({
        name: limit.name ?? '',
        softLimit: limit.softLimit ?? 0,
        hardLimit: limit.hardLimit ?? 0,
      })),
    }),
  };
}

const defined = <T extends object>(given: T) =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };

/** Which conditions are honoured is the use case's to say. */
const dependency = ({ containerName = '', condition = 'START' }: WireDependency): ContainerDependency => ({
  containerName,
  condition: condition as ContainerDependency['condition'],
});

type Honoured = Pick<
  WireContainer,
  | 'entryPoint'
  | 'command'
  | 'workingDirectory'
  | 'memory'
  | 'memoryReservation'
  | 'cpu'
  | 'stopTimeout'
  | 'readonlyRootFilesystem'
  | 'user'
  | 'dockerLabels'
>;

/** The scalar members that were given, without those that are undefined. */
function given(container: Honoured) {
  const {
    entryPoint,
    command,
    workingDirectory,
    memory,
    memoryReservation,
    cpu,
    stopTimeout,
    readonlyRootFilesystem,
    user,
    dockerLabels,
  } = container;
  return {
    ...(entryPoint && { entryPoint }),
    ...(command && { command }),
    ...(workingDirectory !== undefined && { workingDirectory }),
    ...(memory !== undefined && { memory }),
    ...(memoryReservation !== undefined && { memoryReservation }),
    ...(cpu !== undefined && { cpu }),
    ...(stopTimeout !== undefined && { stopTimeout }),
    ...(readonlyRootFilesystem !== undefined && { readonlyRootFilesystem }),
    ...(user !== undefined && { user }),
    ...(dockerLabels && { dockerLabels }),
  };
}
