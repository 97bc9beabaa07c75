import { list, map, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import { HEALTH_CHECK_DEFAULTS } from '../runtime/container-service/container-rules.ts';
import type {
  ContainerDefinition,
  ContainerDependency,
  HealthCheckDefinition,
  TaskDefinitionInput,
} from '../runtime/container-service/task-definition.ts';
import type { TaskDefinitions } from '../runtime/container-service/task-definitions.ts';
import type { ResourceContext, ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';

type Numeric = number | string;
type Flag = boolean | 'true' | 'false';

interface ContainerProperties {
  Name: string;
  Image: string;
  Essential?: Flag;
  Environment?: { Name: string; Value: Numeric }[];
  Secrets?: { Name: string; ValueFrom: string }[];
  PortMappings?: {
    ContainerPort: Numeric;
    HostPort?: Numeric;
    Protocol?: 'tcp' | 'udp';
    Name?: string;
    AppProtocol?: string;
  }[];
  EntryPoint?: string[];
  Command?: string[];
  WorkingDirectory?: string;
  Memory?: Numeric;
  MemoryReservation?: Numeric;
  Cpu?: Numeric;
  StopTimeout?: Numeric;
  HealthCheck?: {
    Command?: string[];
    Interval?: Numeric;
    Timeout?: Numeric;
    Retries?: Numeric;
    StartPeriod?: Numeric;
  };
  DependsOn?: { ContainerName?: string; Condition?: string }[];
  LogConfiguration?: { LogDriver: string; Options?: Record<string, string> };
  LinuxParameters?: { InitProcessEnabled?: Flag; Capabilities?: { Add?: string[]; Drop?: string[] } };
  ReadonlyRootFilesystem?: Flag;
  User?: string;
  Ulimits?: { Name: string; SoftLimit: Numeric; HardLimit: Numeric }[];
  DockerLabels?: Record<string, string>;
}

export interface EcsTaskDefinitionProperties {
  Family?: string;
  ContainerDefinitions?: ContainerProperties[];
  Cpu?: Numeric;
  Memory?: Numeric;
  NetworkMode?: string;
  RequiresCompatibilities?: string[];
  RuntimePlatform?: { CpuArchitecture?: string; OperatingSystemFamily?: string };
  ExecutionRoleArn?: string;
  TaskRoleArn?: string;
  Tags?: { Key: string; Value: string }[];
}

// Which of these are honoured and which are only recorded stands beside the use case's own fields (task-definition.ts).
const container: PropertyShape = struct({
  Name: 'value',
  Image: 'value',
  Essential: 'value',
  Environment: list(struct({ Name: 'value', Value: 'value' })),
  Secrets: list(struct({ Name: 'value', ValueFrom: 'value' })),
  PortMappings: list(
    struct({ ContainerPort: 'value', HostPort: 'value', Protocol: 'value', Name: 'value', AppProtocol: 'value' }),
  ),
  EntryPoint: 'value',
  Command: 'value',
  WorkingDirectory: 'value',
  Memory: 'value',
  MemoryReservation: 'value',
  Cpu: 'value',
  StopTimeout: 'value',
  HealthCheck: struct({
    Command: 'value',
    Interval: 'value',
    Timeout: 'value',
    Retries: 'value',
    StartPeriod: 'value',
  }),
  DependsOn: list(struct({ ContainerName: 'value', Condition: 'value' })),
  LogConfiguration: struct({ LogDriver: 'value', Options: map('value') }),
  LinuxParameters: struct({ InitProcessEnabled: 'value', Capabilities: struct({ Add: 'value', Drop: 'value' }) }),
  ReadonlyRootFilesystem: 'value',
  User: 'value',
  Ulimits: list(struct({ Name: 'value', SoftLimit: 'value', HardLimit: 'value' })),
  DockerLabels: map('value'),
});

const properties: Record<string, PropertyShape> = {
  Family: 'value',
  ContainerDefinitions: list(container),
  Cpu: 'value',
  Memory: 'value',
  NetworkMode: 'value',
  RequiresCompatibilities: 'value',
  RuntimePlatform: struct({ CpuArchitecture: 'value', OperatingSystemFamily: 'value' }),
  ExecutionRoleArn: 'value',
  TaskRoleArn: 'value',
  Tags: tags,
};

/** AWS::ECS::TaskDefinition. `Ref` is the ARN with its revision; every change but of tags makes a new revision. */
export function ecsTaskDefinitionProvider(deps: {
  taskDefinitions: TaskDefinitions;
  ids: Ids;
}): ResourceProvider<EcsTaskDefinitionProperties> {
  const { taskDefinitions, ids } = deps;
  return {
    type: 'AWS::ECS::TaskDefinition',
    properties,
    replaceOn: [
      'Family',
      'ContainerDefinitions',
      'Cpu',
      'Memory',
      'NetworkMode',
      'RequiresCompatibilities',
      'RuntimePlatform',
      'ExecutionRoleArn',
      'TaskRoleArn',
    ],
    create: (wanted, context) => {
      const family = wanted.Family ?? generatedName(ids, context, 255);
      const { arn } = taskDefinitions.register(context.scope, input(wanted, family, context));
      return Promise.resolve({ physicalId: arn, attributes: { TaskDefinitionArn: arn } });
    },
    update: (state, wanted, _previous, context) => {
      taskDefinitions.find(context.scope, state.physicalId).tags = tagsOf(wanted, context);
      return Promise.resolve(state);
    },
    delete: (state, _wanted, { scope }) => {
      taskDefinitions.deregister(scope, state.physicalId);
      return Promise.resolve();
    },
  };
}

function input(wanted: EcsTaskDefinitionProperties, family: string, context: ResourceContext): TaskDefinitionInput {
  const { Cpu, Memory, NetworkMode, RuntimePlatform, ExecutionRoleArn, TaskRoleArn } = wanted;
  return {
    family,
    containerDefinitions: (wanted.ContainerDefinitions ?? []).map(containerDefinition),
    requiresCompatibilities: wanted.RequiresCompatibilities ?? [],
    tags: tagsOf(wanted, context),
    ...(Cpu !== undefined && { cpu: String(Cpu) }),
    ...(Memory !== undefined && { memory: String(Memory) }),
    ...(NetworkMode !== undefined && { networkMode: NetworkMode }),
    ...(RuntimePlatform && { runtimePlatform: platform(RuntimePlatform) }),
    ...(ExecutionRoleArn !== undefined && { executionRoleArn: ExecutionRoleArn }),
    ...(TaskRoleArn !== undefined && { taskRoleArn: TaskRoleArn }),
  };
}

function containerDefinition(wanted: ContainerProperties): ContainerDefinition {
  const { EntryPoint, Command, WorkingDirectory, User, LogConfiguration, LinuxParameters, Ulimits, DockerLabels } =
    wanted;
  return {
    name: wanted.Name,
    image: wanted.Image,
    essential: flag(wanted.Essential) ?? true,
    environment: (wanted.Environment ?? []).map(({ Name, Value }) => ({ name: Name, value: String(Value) })),
    ...(wanted.Secrets?.length && {
      secrets: wanted.Secrets.map(({ Name, ValueFrom }) => ({ name: Name, valueFrom: ValueFrom })),
    }),
    portMappings: (wanted.PortMappings ?? []).map(({ ContainerPort, HostPort, Protocol, Name, AppProtocol }) => ({
      containerPort: Number(ContainerPort),
      hostPort: Number(HostPort ?? ContainerPort),
      protocol: Protocol ?? 'tcp',
      ...(Name !== undefined && { name: Name }),
      ...(AppProtocol !== undefined && { appProtocol: AppProtocol }),
    })),
    ...numbers(wanted),
    ...(EntryPoint && { entryPoint: EntryPoint }),
    ...(Command && { command: Command }),
    ...(WorkingDirectory !== undefined && { workingDirectory: WorkingDirectory }),
    ...(User !== undefined && { user: User }),
    ...(wanted.ReadonlyRootFilesystem !== undefined && {
      readonlyRootFilesystem: flag(wanted.ReadonlyRootFilesystem) ?? false,
    }),
    ...(wanted.HealthCheck && { healthCheck: healthCheck(wanted.HealthCheck) }),
    ...(wanted.DependsOn && { dependsOn: wanted.DependsOn.map(dependency) }),
    ...(LogConfiguration && {
      logConfiguration: { logDriver: LogConfiguration.LogDriver, options: LogConfiguration.Options ?? {} },
    }),
    ...(LinuxParameters && { linuxParameters: linuxParameters(LinuxParameters) }),
    ...(Ulimits && {
      ulimits: Ulimits.map(({ Name, SoftLimit, HardLimit }) => ({
        name: Name,
        softLimit: Number(SoftLimit),
        hardLimit: Number(HardLimit),
      })),
    }),
    ...(DockerLabels && { dockerLabels: DockerLabels }),
  };
}

function healthCheck(check: NonNullable<ContainerProperties['HealthCheck']>): HealthCheckDefinition {
  const { Command = [], Interval, Timeout, Retries, StartPeriod } = check;
  return {
    command: Command,
    interval: Number(Interval ?? HEALTH_CHECK_DEFAULTS.interval),
    timeout: Number(Timeout ?? HEALTH_CHECK_DEFAULTS.timeout),
    retries: Number(Retries ?? HEALTH_CHECK_DEFAULTS.retries),
    ...(StartPeriod !== undefined && { startPeriod: Number(StartPeriod) }),
  };
}

/** Which conditions are honoured is the use case's to say. */
const dependency = ({ ContainerName = '', Condition = 'START' }: { ContainerName?: string; Condition?: string }) => ({
  containerName: ContainerName,
  condition: Condition as ContainerDependency['condition'],
});

const numbers = ({ Memory, MemoryReservation, Cpu, StopTimeout }: ContainerProperties) => ({
  ...(Memory !== undefined && { memory: Number(Memory) }),
  ...(MemoryReservation !== undefined && { memoryReservation: Number(MemoryReservation) }),
  ...(Cpu !== undefined && { cpu: Number(Cpu) }),
  ...(StopTimeout !== undefined && { stopTimeout: Number(StopTimeout) }),
});

function linuxParameters({ InitProcessEnabled, Capabilities }: NonNullable<ContainerProperties['LinuxParameters']>) {
  const init = flag(InitProcessEnabled);
  return {
    ...(init !== undefined && { initProcessEnabled: init }),
    ...(Capabilities && {
      capabilities: {
        ...(Capabilities.Add && { add: Capabilities.Add }),
        ...(Capabilities.Drop && { drop: Capabilities.Drop }),
      },
    }),
  };
}

const platform = ({
  CpuArchitecture,
  OperatingSystemFamily,
}: NonNullable<EcsTaskDefinitionProperties['RuntimePlatform']>) => ({
  ...(CpuArchitecture !== undefined && { cpuArchitecture: CpuArchitecture }),
  ...(OperatingSystemFamily !== undefined && { operatingSystemFamily: OperatingSystemFamily }),
});

/** CloudFormation takes booleans as text, too. */
const flag = (value: Flag | undefined) => (value === undefined ? undefined : String(value) === 'true');

const tagsOf = ({ Tags = [] }: EcsTaskDefinitionProperties, { stackTags }: ResourceContext) =>
  Object.entries({ ...stackTags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) }).map(
    ([key, value]) => ({ key, value }),
  );
