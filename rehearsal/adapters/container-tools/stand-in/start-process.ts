import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../kernel/aws-error.ts';
import type { RunnableImage } from '../../../runtime/ports/images.ts';
import type { ContainerSpec } from '../../../runtime/ports/task-runtime.ts';
import { environmentOf, programOf } from '../../process-runtime/container-process.ts';
import type { ContainerRecord } from './containers.ts';
import { DockerFailure } from './docker-failure.ts';

export interface ProcessStart {
  record: ContainerRecord;
  image: RunnableImage;
  temporaryDirectory: string;
  listening: (containerPort: number, port: number) => void;
}

/**
 * The container's first process, with program, environment and network as the process runtime gives them to a task's. Unlike a
 * task's it stays in the process group that it is started in: the build's, which is killed as a whole.
 */
export function startProcess({ record, image, temporaryDirectory, listening }: ProcessStart): ChildProcess {
  const spec = specOf(record);
  const command = commandOf(spec, image);
  mkdirSync(temporaryDirectory, { recursive: true });
  const child = spawn(command.program, command.args([]), {
    cwd: join(image.root, image.workingDirectory),
    env: environmentOf({
      spec,
      image,
      // Docker names a container's host by its id. Nothing of the build's own environment gets in.
      hostEnvironment: { HOSTNAME: record.id.slice(0, 12) },
      network: { addresses: [], ports: [], hostPorts: [] },
      faults: [],
      temporaryDirectory,
      line() {},
      listening,
    }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.on('error', () => {});
  if (child.pid === undefined) throw new DockerFailure(`docker: ${command.program} could not be started.`, 126);
  child.on('message', (message: { listening?: number; port?: number }) => {
    if (message.listening !== undefined && message.port !== undefined) listening(message.listening, message.port);
  });
  return child;
}

/** What the process runtime is told. */
export function specOf(record: ContainerRecord): ContainerSpec {
  const { name, image, entryPoint, command, environment, memoryMiB } = record;
  return {
    name,
    image,
    essential: true,
    environment,
    containerPorts: [],
    stopTimeoutSeconds: 10,
    initProcess: false,
    ...(entryPoint && { entryPoint }),
    ...(command && { command }),
    ...(memoryMiB !== undefined && { memoryMiB }),
  };
}

/** `--entrypoint` resets the image's command, too. Source: docker run reference, "Overriding image defaults". */
function argvOf({ entryPoint, command }: ContainerSpec, image: RunnableImage): string[] {
  return [...(entryPoint ?? image.entrypoint), ...(command ?? (entryPoint ? [] : image.command))];
}

/** Status 127: there is no such program, 126: it cannot be invoked. Source: docker run reference, "Exit status". */
function commandOf(spec: ContainerSpec, image: RunnableImage) {
  const argv = argvOf(spec, image);
  try {
    return programOf(image, argv);
  } catch (error) {
    const [program = ''] = argv;
    const status = program !== '' && existsSync(join(image.root, program)) ? 126 : 127;
    const why = messageOf(error).replace(/^CannotStartContainerError: /, '');
    throw new DockerFailure(`docker: Error response from daemon: failed to create task for container: ${why}`, status);
  }
}
