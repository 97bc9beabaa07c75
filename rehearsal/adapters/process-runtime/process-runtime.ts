import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Credentials } from '../../runtime/ports/credentials.ts';
import type { Images } from '../../runtime/ports/images.ts';
import type { LogSink } from '../../runtime/ports/log-sink.ts';
import type { RunningTask, TaskObserver, TaskRuntime, TaskSpec, TaskUsage } from '../../runtime/ports/task-runtime.ts';
import { runCheck } from './container-check.ts';
import { startContainer, type ContainerProcess, type ContainerStart, type Fault } from './container-process.ts';
import { watchMemory } from './memory-watch.ts';
import type { ProcessLedger } from './process-ledger.ts';
import { cpuSeconds, residentBytes } from './resource-usage.ts';

export interface ProcessRuntimeDependencies {
  images: Images;
  logs: LogSink;
  ledger: ProcessLedger;
  /** Tasks' temporary files lie below it and go with the task. */
  directory: string;
  /** Issues keys for task roles; without it tasks have none. */
  credentials?: Credentials;
  /** What a container needs to reach the rehearsed AWS: AWS_ENDPOINT_URL, HTTP(S)_PROXY, NODE_USE_ENV_PROXY, NO_PROXY … */
  hostEnvironment?: (task: TaskSpec) => Record<string, string>;
  /** Faults of a task definition's tasks, asked at each start. */
  faults?: (taskDefinitionArn: string) => Fault[];
  /** Every line of output, beside the log group. */
  onLine?: (line: { taskArn: string; container: string; text: string }) => void;
}

/** Runs each container as a process on this machine, in a network of its task's own. */
export function processRuntime(deps: ProcessRuntimeDependencies): TaskRuntime {
  const running = new Set<ProcessTask>();
  let closed = false;
  return {
    async start(spec, observer) {
      if (closed) throw new Error('CannotStartContainerError: the runtime is closed.');
      const task = new ProcessTask(deps, spec, observer);
      running.add(task);
      void task.ended.then(() => running.delete(task));
      await task.start();
      // The runtime may have been closed while images were pulled.
      if (closed) task.kill();
      return task;
    },
    async close() {
      closed = true;
      const tasks = [...running];
      for (const task of tasks) task.kill();
      await Promise.all(tasks.map((task) => task.ended));
    },
  };
}

class ProcessTask implements RunningTask {
  readonly ended: Promise<void>;
  readonly #deps: ProcessRuntimeDependencies;
  readonly #spec: TaskSpec;
  readonly #observer: TaskObserver;
  readonly #processes = new Map<string, ContainerProcess>();
  readonly #ports = new Map<number, number>();
  readonly #temporary: string;
  #stopWatching: () => void = () => {};
  #end: () => void = () => {};
  #stopping = false;

  constructor(deps: ProcessRuntimeDependencies, spec: TaskSpec, observer: TaskObserver) {
    this.#deps = deps;
    this.#spec = spec;
    this.#observer = observer;
    this.#temporary = join(deps.directory, spec.taskArn.split('/').at(-1) ?? 'task');
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async start(): Promise<void> {
    try {
      const images = await Promise.all(
        this.#spec.containers.map(async (container) => {
          const image = await this.#deps.images.pull(container.image);
          this.#observer.pulled(container.name, image.digest);
          return { container, image };
        }),
      );
      const environment = this.#hostEnvironment();
      const network = { addresses: [this.#spec.privateAddress], hostPorts: portsIn(environment) };
      await Promise.all(
        images.map(async ({ container, image }) => {
          // A task that stops while a container waits for another starts no more of them.
          if (!(await this.#observer.mayStart(container.name)) || this.#stopping) return;
          this.#startContainer({
            spec: container,
            image,
            network: { ...network, ports: [...this.#ports] },
            hostEnvironment: environment,
            faults: this.#deps.faults?.(this.#spec.taskDefinitionArn) ?? [],
            temporaryDirectory: join(this.#temporary, container.name),
            line: (text) => this.#line(container, text),
            listening: (containerPort, port) => this.#listening(containerPort, port),
          });
        }),
      );
    } catch (error) {
      this.kill();
      this.#maybeEnd();
      throw new Error(messageOf(error), { cause: error });
    }
    this.#stopWatching = watchMemory(this.#spec, [...this.#processes.values()]);
  }

  /** Containers that depend on another end before it. Source: ECS API, ContainerDefinition.dependsOn. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const processes = new Map(this.#processes);
    for (const container of this.#spec.containers) {
      const process = processes.get(container.name);
      if (!process) continue;
      const dependents = this.#spec.containers
        .filter(({ dependsOn }) => dependsOn?.includes(container.name))
        .flatMap(({ name }) => processes.get(name)?.exit ?? []);
      if (dependents.length === 0) terminate(process, container.stopTimeoutSeconds);
      else void Promise.all(dependents).then(() => terminate(process, container.stopTimeoutSeconds));
    }
    this.#maybeEnd();
    await this.ended;
  }

  async usage(): Promise<TaskUsage | undefined> {
    const pids = [...this.#processes.values()].map(({ pid }) => pid);
    const [cpu, memory] = await Promise.all([cpuSeconds(pids), residentBytes(pids)]);
    return cpu.size === 0 ? undefined : { cpuSeconds: sum(cpu.values()), memoryBytes: sum(memory.values()) };
  }

  kill(): void {
    this.#stopping = true;
    for (const process of this.#processes.values()) process.signal('SIGKILL');
    this.#maybeEnd();
  }

  #startContainer(start: ContainerStart): void {
    const { spec } = start;
    const process = startContainer(start);
    this.#deps.ledger.add(process.pid, `${this.#spec.taskArn} ${spec.name}`, { group: true });
    this.#processes.set(spec.name, process);
    const ended = new AbortController();
    void process.exit.then((exit) => this.#exited(process, exit)).then(() => ended.abort());
    process.sendPorts([...this.#ports]);
    this.#observer.started(spec.name, {
      check: (command, timeoutMs) =>
        runCheck({ ...start, network: { ...start.network, ports: [...this.#ports] } }, command, {
          timeoutMs,
          ended: ended.signal,
          spawned: (pid) => this.#deps.ledger.add(pid, `${this.#spec.taskArn} ${spec.name} check`, { group: true }),
          gone: (pid) => this.#deps.ledger.remove(pid),
        }),
    });
  }

  #hostEnvironment(): Record<string, string> {
    const { scope, taskRoleArn, taskArn } = this.#spec;
    const keys =
      taskRoleArn && this.#deps.credentials?.forRole(scope, taskRoleArn, taskArn.split('/').at(-1) ?? 'task');
    return {
      // Source: ECS developer guide, environment variables of Fargate tasks.
      AWS_REGION: scope.region,
      AWS_DEFAULT_REGION: scope.region,
      AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
      ...this.#deps.hostEnvironment?.(this.#spec),
      ...(keys && {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_SESSION_TOKEN: keys.sessionToken,
      }),
    };
  }

  #line(container: TaskSpec['containers'][number], text: string): void {
    const { scope, taskArn } = this.#spec;
    this.#deps.onLine?.({ taskArn, container: container.name, text });
    if (!container.logs) return;
    const { group, stream, region } = container.logs;
    this.#deps.logs.append({ account: scope.account, region }, group, stream, [{ at: Date.now(), message: text }]);
  }

  #listening(containerPort: number, port: number): void {
    this.#ports.set(containerPort, port);
    for (const process of this.#processes.values()) process.sendPorts([[containerPort, port]]);
    this.#observer.listening(containerPort, { host: '127.0.0.1', port });
  }

  #exited(process: ContainerProcess, exit: Awaited<ContainerProcess['exit']>): void {
    this.#deps.ledger.remove(process.pid);
    this.#processes.delete(process.name);
    this.#observer.exited(process.name, exit);
    this.#maybeEnd();
  }

  /** The task ended when it shall and no process is left, or when its last process ended by itself. */
  #maybeEnd(): void {
    if (this.#processes.size > 0) return;
    if (!this.#stopping && this.#spec.containers.length > 1) return;
    this.#stopWatching();
    void rm(this.#temporary, { recursive: true, force: true }).finally(this.#end);
  }
}

/** Ports of the URLs with which the host tells a container where the rehearsed world is. */
const portsIn = (environment: Record<string, string>): number[] =>
  Object.values(environment).flatMap((value) => {
    const port = URL.canParse(value) ? Number(new URL(value).port) : 0;
    return port > 0 ? [port] : [];
  });

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

function terminate(process: ContainerProcess, stopTimeoutSeconds: number): void {
  process.signal('SIGTERM');
  const timer = setTimeout(() => process.signal('SIGKILL'), stopTimeoutSeconds * 1000);
  void process.exit.then(() => clearTimeout(timer));
}
