import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { builtInFault, type Fault } from '../../rehearsal/adapters/process-runtime/container-process.ts';
import { processLedger } from '../../rehearsal/adapters/process-runtime/process-ledger.ts';
import { processRuntime } from '../../rehearsal/adapters/process-runtime/process-runtime.ts';
import { startTimeOf } from '../../rehearsal/adapters/state/process-identity.ts';
import type {
  ContainerExit,
  ContainerSpec,
  RunningTask,
  TaskRuntime,
} from '../../rehearsal/runtime/ports/task-runtime.ts';
import { WEB_REPOSITORY, webImage } from './support/images/build-web.ts';

const NO_ENDPOINT = 'http://127.0.0.1:9';
const scope = { account: '111111111111', region: 'eu-west-1' };

let fixture: Awaited<ReturnType<typeof webImage>>;
let runtime: TaskRuntime;
let faults: Fault[] = [];
let endpoint = NO_ENDPOINT;
const programs: Server[] = [];
let tasks = 0;
const lines: string[] = [];
const logged: { group: string; stream: string; message: string }[] = [];

beforeAll(async () => {
  fixture = await webImage();
  runtime = processRuntime({
    images: fixture.store,
    ledger: processLedger(join(fixture.directory, 'processes.ndjson')),
    directory: join(fixture.directory, 'tasks'),
    logs: {
      append: (_scope, group, stream, added) =>
        logged.push(...added.map(({ message }) => ({ group, stream, message }))),
    },
    hostEnvironment: () => ({ AWS_ENDPOINT_URL: endpoint }),
    credentials: {
      forRole: (_scope, roleArn, sessionName) => ({
        accessKeyId: roleArn,
        secretAccessKey: 's',
        sessionToken: sessionName,
        expiresAt: 0,
      }),
    },
    faults: () => faults,
    onLine: ({ text }) => lines.push(text),
  });
});
afterEach(() => {
  faults = [];
  endpoint = NO_ENDPOINT;
  for (const server of programs.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(async () => {
  await runtime.close();
  fixture.remove();
});

const container = (facts: Partial<ContainerSpec> = {}): ContainerSpec => ({
  name: 'app',
  image: `${WEB_REPOSITORY}:1`,
  essential: true,
  environment: {},
  containerPorts: [8080],
  stopTimeoutSeconds: 30,
  initProcess: true,
  ...facts,
});

interface Started {
  task: RunningTask;
  /** The URL at which a container's port answers, when it does. */
  url: (port?: number) => Promise<string>;
  exit: (name?: string) => Promise<ContainerExit>;
  digests: string[];
  id: string;
}

async function start(
  containers: ContainerSpec[] = [container()],
  facts: { memoryMiB?: number; taskRoleArn?: string } = {},
): Promise<Started> {
  const id = `task${++tasks}`;
  const urls = new Map<number, PromiseWithResolvers<string>>();
  const exits = new Map<string, PromiseWithResolvers<ContainerExit>>();
  const entry = <K, T>(map: Map<K, PromiseWithResolvers<T>>, key: K) => {
    const existing = map.get(key) ?? Promise.withResolvers<T>();
    map.set(key, existing);
    return existing;
  };
  const digests: string[] = [];
  const task = await runtime.start(
    {
      scope,
      taskArn: `arn:aws:ecs:eu-west-1:111111111111:task/main/${id}`,
      taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111111111111:task-definition/web:1',
      privateAddress: '10.0.0.9',
      containers,
      ...facts,
    },
    {
      pulled: (_name, digest) => digests.push(digest),
      mayStart: async () => true,
      started() {},
      listening: (port, endpoint) => entry(urls, port).resolve(`http://${endpoint.host}:${endpoint.port}`),
      exited: (name, exit) => entry(exits, name).resolve(exit),
    },
  );
  return {
    task,
    digests,
    id,
    url: (port = 8080) => entry(urls, port).promise,
    exit: (name = 'app') => entry(exits, name).promise,
  };
}

/** Listens on loopback, outside of every task. */
async function otherProgram(): Promise<number> {
  const server = createServer((_request, response) => response.end('another program'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  programs.push(server);
  return (server.address() as AddressInfo).port;
}

const text = async (url: string, init?: RequestInit) => (await fetch(url, init)).text();

describe('a task of processes', () => {
  it('runs the image’s entry point beside another task on the same port', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const urls = await Promise.all([one.url(), two.url()]);
    expect(new Set(urls).size).toBe(2);
    expect(await Promise.all(urls.map((url) => text(url)))).toEqual(['hello r1 8080', 'hello r1 8080']);
    expect(one.digests).toEqual([fixture.image.digest]);
    await Promise.all([one.task.stop(), two.task.stop()]);
    expect(await one.exit()).toEqual({ exitCode: 0 });
    expect(lines).toContain('listening on 8080');
    expect(existsSync(join(fixture.directory, 'tasks', one.id))).toBe(false);
  });

  it('lets a second container find the first on localhost, and the task’s own address', async () => {
    const { task, url } = await start([
      container(),
      container({ name: 'redirect', environment: { PORT: '9090', FORWARD: '8080' }, containerPorts: [9090] }),
    ]);
    await url(8080);
    expect(await text(`${await url(9090)}/forward`)).toBe('hello r1 8080');
    expect(await text(`${await url(9090)}/forward-by-http`)).toBe('hello r1 8080');
    await task.stop();
  });

  it('refuses a port that no container listens on yet, whatever listens on this machine', async () => {
    const port = await otherProgram();
    for (const containerPorts of [[8080], [8080, port]]) {
      const { task, url } = await start([container({ environment: { FORWARD: String(port) }, containerPorts })]);
      expect(await text(`${await url()}/forward`)).toBe('failed: ECONNREFUSED');
      await task.stop();
    }
  });

  it('lets a container reach what the host names: the AWS endpoint and the proxy', async () => {
    const port = await otherProgram();
    endpoint = `http://127.0.0.1:${port}`;
    const { task, url } = await start([container({ environment: { FORWARD: String(port) } })]);
    expect(await text(`${await url()}/forward`)).toBe('another program');
    await task.stop();
  });

  it('gives the environment of image, template and host, and none of this machine’s', async () => {
    const { task, url } = await start([container({ environment: { GREETING: 'servus' } })], { taskRoleArn: 'role' });
    const environment = JSON.parse(await text(`${await url()}/environment`)) as Record<string, string>;
    expect(environment).toMatchObject({
      GREETING: 'servus',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'role',
      HOME: '/',
      send: 'undefined',
    });
    expect(environment['DATA']).toMatch(/roots\/[0-9a-f]{64}\/app\/data$/);
    expect(
      Object.keys(environment).filter(
        (name) => name.startsWith('REHEARSAL') || name.startsWith('npm_') || name.startsWith('NODE_'),
      ),
    ).toEqual([]);
    await task.stop();
  });

  it('writes output to the container’s log stream', async () => {
    const { task, url } = await start([
      container({ logs: { group: '/web', stream: 'app/app/1', region: 'eu-west-1' } }),
    ]);
    await url();
    await task.stop();
    expect(logged).toEqual([
      { group: '/web', stream: 'app/app/1', message: 'listening on 8080' },
      { group: '/web', stream: 'app/app/1', message: 'closing' },
    ]);
  });
});

describe('stopping', () => {
  it('ends a process without handler at once under an init process', async () => {
    const { task, url, exit } = await start([container({ environment: { STUBBORN: '1' } })]);
    await url();
    await task.stop();
    expect(await exit()).toEqual({ exitCode: 143 });
  });

  it('kills process 1 without handler after the stop timeout', async () => {
    const { task, url, exit } = await start([
      container({ environment: { STUBBORN: '1' }, initProcess: false, stopTimeoutSeconds: 0.2 }),
    ]);
    await url();
    await task.stop();
    expect(await exit()).toEqual({ exitCode: 137 });
  });

  it('kills a container above its memory', async () => {
    const { task, url, exit } = await start([container({ memoryMiB: 300 })]);
    await text(`${await url()}/grow`).catch(() => '');
    expect(await exit()).toEqual({ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' });
    await task.stop();
  });

  it('rejects what cannot start and leaves nothing', async () => {
    await expect(start([container({ image: `${WEB_REPOSITORY}:none` })])).rejects.toThrow('CannotPullContainerError');
    await expect(start([container({ entryPoint: ['/bin/other'] })])).rejects.toThrow(
      'CannotStartContainerError: exec: "/bin/other": no such file',
    );
  });

  it('ends its processes when the engine dies', async () => {
    const engine: ChildProcess = fork(new URL('./support/images/engine.ts', import.meta.url), [fixture.directory], {
      execArgv: [],
    });
    const [{ pid }] = (await once(engine, 'message')) as [{ pid: number }];
    expect(startTimeOf(pid)).toBeDefined();
    const died = once(engine, 'exit');
    engine.kill('SIGKILL');
    await died;
    while (startTimeOf(pid) !== undefined) await new Promise((resolve) => setImmediate(resolve));
    const ledger = readFileSync(join(fixture.directory, 'engine-processes.ndjson'), 'utf8');
    expect(ledger).toContain(`"pid":${pid}`);
  });
});

describe('faults', () => {
  const status = async (url: string, headers: Record<string, string> = {}) => (await fetch(url, { headers })).status;

  it('answers a share of the requests with errors, where they match', async () => {
    faults = [
      builtInFault('http-errors', {
        share: 1,
        exceptPaths: ['^/health'],
        whenHeader: { name: 'X-Forwarded-Port', pattern: '^8443$' },
      }),
    ];
    const { task, url } = await start();
    const base = await url();
    expect(await status(`${base}/`, { 'x-forwarded-port': '8443' })).toBe(500);
    expect(await status(`${base}/`)).toBe(200);
    expect(await status(`${base}/health`, { 'x-forwarded-port': '8443' })).toBe(200);
    await task.stop();
  });

  it('keeps to the share', async () => {
    faults = [builtInFault('http-errors', { share: 0.3 })];
    const { task, url } = await start();
    const base = await url();
    let failed = 0;
    for (let count = 0; count < 400; count++) if ((await status(base)) === 500) failed++;
    // Five standard errors around 120.
    expect(Math.abs(failed - 120)).toBeLessThan(46);
    await task.stop();
  });

  it('delays', async () => {
    faults = [builtInFault('latency', { delayMs: 120 })];
    const { task, url } = await start();
    const base = await url();
    const before = performance.now();
    expect(await status(base)).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(119);
    await task.stop();
  });

  it('crashes after some requests', async () => {
    faults = [builtInFault('crash-after', { requests: 2, exitCode: 3 })];
    const { task, url, exit } = await start();
    const base = await url();
    expect([await status(base), await status(base)]).toEqual([200, 200]);
    await expect(status(base)).rejects.toThrow('fetch failed');
    expect(await exit()).toEqual({ exitCode: 3 });
    await task.stop();
  });
});
