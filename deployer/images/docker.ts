import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CannotRelease } from '../release/cannot-release.ts';

/** What is asked of Docker, or of a program that takes the same commands. */
export interface Docker {
  /** Fails where there is no program, or no daemon behind it. */
  answers(): Promise<void>;
  login(registry: string, credentials: { username: string; password: string }): Promise<void>;
  build(build: {
    context: string;
    platform: string;
    buildArguments: Record<string, string>;
    reference: string;
  }): Promise<void>;
  /** Starts a container whose port is published on a free one of this machine. */
  run(container: { name: string; reference: string; port: number }): Promise<void>;
  /** `127.0.0.1:32768`, where the container's port is published; fails when the container has ended. */
  address(name: string, port: number): Promise<string>;
  logs(name: string): Promise<string>;
  stop(name: string, graceSeconds: number): Promise<void>;
  remove(name: string): Promise<void>;
  push(reference: string): Promise<void>;
}

/** The `docker` on PATH. @param onLine gets what long commands print. */
export function dockerProgram(onLine: (line: string) => void, interrupted: AbortSignal): Docker {
  const run = (args: string[], options: Partial<RunOptions> = {}) => docker(args, { signal: interrupted, ...options });
  return {
    answers: async () => void (await run(['version'])),
    async login(registry, { username, password }) {
      // By standard input: arguments are seen by every process of the machine, and commands end up in logs.
      await run(['login', '--username', username, '--password-stdin', registry], { input: password });
    },
    async build({ context, platform, buildArguments, reference }) {
      const values = Object.entries(buildArguments).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
      await run(['build', '--platform', platform, ...values, '--tag', reference, context], {
        onLine,
        // An attestation would make the image an index, whose digest is not the one that its tasks report and that is scanned.
        environment: { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
      });
    },
    async run({ name, reference, port }) {
      const options = ['--read-only', '--env', `PORT=${port}`, '--publish', `127.0.0.1::${port}`];
      await run(['run', '--detach', '--name', name, ...options, reference]);
    },
    async address(name, port) {
      const [first = ''] = (await run(['port', name, String(port)])).split('\n');
      if (!/^\d+(\.\d+){3}:\d+$/.test(first.trim())) throw new Error(`Port ${port} of ${name} is not published.`);
      return first.trim();
    },
    logs: (name) => run(['logs', name], { withErrors: true }),
    // What cleans up runs after an interruption, too.
    stop: async (name, graceSeconds) =>
      void (await docker(['stop', '--time', String(graceSeconds), name], { signal: undefined })),
    remove: async (name) => void (await docker(['rm', name], { signal: undefined })),
    push: async (reference) => void (await run(['push', reference], { onLine })),
  };
}

interface RunOptions {
  signal: AbortSignal | undefined;
  input: string;
  environment: Record<string, string>;
  onLine: (line: string) => void;
  /** Return standard error as well. */
  withErrors: boolean;
}

/** Lines of a failed command's error that are repeated in the message; the last says why. */
const ERROR_LINES = 3;

/** Standard output. Throws CannotRelease with the command and the end of what it said, and where there is no `docker`. */
function docker(args: string[], options: { signal: AbortSignal | undefined } & Partial<RunOptions>): Promise<string> {
  const { signal, input, environment, onLine, withErrors } = options;
  return new Promise((resolve, reject) => {
    const child = spawn('docker', args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      ...(signal && { signal }),
    });
    const output: string[] = [];
    const errors: string[] = [];
    const collect = (stream: NodeJS.ReadableStream, ...lists: string[][]) => {
      createInterface({ input: stream }).on('line', (line) => {
        for (const list of lists) list.push(line);
        onLine?.(line);
      });
    };
    collect(child.stdout, output);
    collect(child.stderr, errors, ...(withErrors ? [output] : []));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') return reject(error);
      reject(new CannotRelease('There is no docker on PATH. The image is built with it: install Docker or Podman.'));
    });
    child.on('close', (code, killedBy) => {
      if (code === 0) return resolve(output.join('\n'));
      const said = (errors.some((line) => line.trim()) ? errors : output).filter((line) => line.trim());
      reject(
        new CannotRelease(
          `docker ${args[0]} ended with ${code ?? killedBy}: ${said.slice(-ERROR_LINES).join(' / ') || 'it said nothing'}`,
        ),
      );
    });
    // One that ends without reading it says why by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}
