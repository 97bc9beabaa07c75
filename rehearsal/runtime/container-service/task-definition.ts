// Names and meanings: ECS API, TaskDefinition and ContainerDefinition. What is marked "recorded" is answered as it was
// registered and changes nothing here, for the reason beside it.

interface KeyValue {
  name: string;
  value: string;
}

export interface Tag {
  key: string;
  value: string;
}

/** Honoured. Seconds; simulated, with a floor that is real. */
export interface HealthCheckDefinition {
  /** `['CMD', program, …]` or `['CMD-SHELL', text]`. */
  command: string[];
  interval: number;
  timeout: number;
  retries: number;
  startPeriod?: number;
}

export interface ContainerDependency {
  containerName: string;
  condition: 'START' | 'HEALTHY';
}

/** Honoured: read at the task's start. Source: ECS API, Secret. */
export interface ContainerSecret {
  name: string;
  /** ARN of a secret, with `:<json key>:<version stage>:<version id>` or not; name or ARN of a parameter. */
  valueFrom: string;
}

export interface ContainerDefinition {
  name: string;
  image: string;
  essential: boolean;
  environment: KeyValue[];
  secrets?: ContainerSecret[];
  portMappings: {
    containerPort: number;
    hostPort: number;
    protocol: 'tcp' | 'udp';
    name?: string;
    appProtocol?: string;
  }[];
  entryPoint?: string[];
  command?: string[];
  workingDirectory?: string;
  /** Hard limit, MiB; watched. */
  memory?: number;
  /** Recorded: a soft limit matters only where memory is contended. */
  memoryReservation?: number;
  /** Recorded: the machine's cores are shared. */
  cpu?: number;
  /** Seconds, not scaled. */
  stopTimeout?: number;
  healthCheck?: HealthCheckDefinition;
  /** Honoured at start and, in the other direction, at stop. */
  dependsOn?: ContainerDependency[];
  logConfiguration?: { logDriver: string; options: Record<string, string> };
  linuxParameters?: {
    /** Honoured: decides what SIGTERM does to a process without a handler. */
    initProcessEnabled?: boolean;
    /** Recorded: needs privileges. */
    capabilities?: { add?: string[]; drop?: string[] };
  };
  /** Recorded: a process has no root of its own; the image's files are made read-only instead. */
  readonlyRootFilesystem?: boolean;
  /** Recorded: changing the user needs privileges. */
  user?: string;
  /** Recorded: the engine's own limits hold. */
  ulimits?: { name: string; softLimit: number; hardLimit: number }[];
  /** Recorded: nothing reads them. */
  dockerLabels?: Record<string, string>;
}

export interface TaskDefinitionInput {
  family: string;
  containerDefinitions: ContainerDefinition[];
  /** Recorded: the machine's cores are shared. Checked against Fargate's sizes. */
  cpu?: string;
  /** MiB as text; watched. */
  memory?: string;
  networkMode?: string;
  requiresCompatibilities: string[];
  /** Recorded: processes run on this machine's architecture. */
  runtimePlatform?: { cpuArchitecture?: string; operatingSystemFamily?: string };
  /** Recorded: images and logs need no role here. Its absence is refused where Fargate refuses it. */
  executionRoleArn?: string;
  taskRoleArn?: string;
  tags: Tag[];
}

export interface TaskDefinition extends TaskDefinitionInput {
  arn: string;
  revision: number;
  status: 'ACTIVE' | 'INACTIVE';
  /** Epoch milliseconds. */
  registeredAt: number;
  deregisteredAt?: number;
  registeredBy?: string;
}
