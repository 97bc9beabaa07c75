import type { Scope } from '../../kernel/scope.ts';

/** One container of a task, as its task definition says; names and meanings are ECS's. */
export interface ContainerSpec {
  name: string;
  /** Image reference, pulled by the runtime. */
  image: string;
  /** A task ends when one of its essential containers ends. */
  essential: boolean;
  /** Replaces the image's entry point when given. */
  entryPoint?: string[];
  /** Replaces the image's command when given. */
  command?: string[];
  environment: Record<string, string>;
  workingDirectory?: string;
  /** Ports that the container says it listens on. */
  containerPorts: number[];
  /** Containers that are stopped only after this one. Source: ECS API, ContainerDependency. */
  dependsOn?: string[];
  /** Hard limit in MiB. */
  memoryMiB?: number;
  /** Real seconds between SIGTERM and SIGKILL. ECS API, ContainerDefinition.stopTimeout: default 30, at most 120. */
  stopTimeoutSeconds: number;
  /** `linuxParameters.initProcessEnabled`: without it the process is process 1 and ignores signals it has no handler for. */
  initProcess: boolean;
  /** awslogs. */
  logs?: { group: string; stream: string; region: string };
}

export interface TaskSpec {
  scope: Scope;
  taskArn: string;
  taskDefinitionArn: string;
  taskRoleArn?: string;
  /** Address of the task's network interface. */
  privateAddress: string;
  /** Limit of all containers together, MiB. */
  memoryMiB?: number;
  containers: ContainerSpec[];
}

export interface ContainerExit {
  /** 137 after SIGKILL, 143 when SIGTERM ended it, as a shell would say. */
  exitCode: number;
  /** `OutOfMemoryError: …` and the like; undefined when the process simply ended. */
  reason?: string;
}

export interface CheckResult {
  passed: boolean;
  /** Why not, or what the command printed. */
  output: string;
}

export interface RunningContainer {
  /**
   * Runs a command in the container, as its health check does: same image, environment and network. Passes with exit code 0 in
   * time; `timeoutMs` is real. `command` begins with CMD or CMD-SHELL. Never rejects.
   */
  check(command: readonly string[], timeoutMs: number): Promise<CheckResult>;
}

/** Told as it happens. */
export interface TaskObserver {
  /** Asked before each container: resolves with whether it is to be started, when its dependencies are where they shall be. */
  mayStart(container: string): Promise<boolean>;
  pulled(container: string, imageDigest: string): void;
  started(container: string, running: RunningContainer): void;
  /** Where a container's port really answers. Comes once a port, when the process listens. */
  listening(containerPort: number, endpoint: { host: string; port: number }): void;
  exited(container: string, exit: ContainerExit): void;
}

/** What a task has used, all its containers together. */
export interface TaskUsage {
  /** Since its start, ended containers left out. */
  cpuSeconds: number;
  memoryBytes: number;
}

export interface RunningTask {
  /** Undefined when nothing of it runs any more, and missing where the runtime cannot tell. */
  usage?(): Promise<TaskUsage | undefined>;
  /** SIGTERM, then SIGKILL after each container's stop timeout. Resolves when no process is left. */
  stop(): Promise<void>;
}

/**
 * Runs the containers of tasks. `start` resolves when the process of every container that may start exists; what cannot start rejects with a
 * message as ECS shows it (`CannotPullContainerError: …`, `CannotStartContainerError: …`), and leaves nothing behind.
 */
export interface TaskRuntime {
  start(task: TaskSpec, observer: TaskObserver): Promise<RunningTask>;
  /** Ends every process at once; no task can be started afterwards. */
  close(): Promise<void>;
}
