import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'undici';
import { factorial } from '../../service/src/factorial/factorial.ts';
import { freePort } from './proxy-fixture.ts';
import { buildBundle, runBundle, type ServiceProcess, startBundle } from './service-process.ts';

/** As the Dockerfile has it. */
const COMPILE_CACHE = { NODE_COMPILE_CACHE: 'compile-cache', NODE_COMPILE_CACHE_PORTABLE: '1' };
const SILENT_SUCCESS = { code: 0, stdout: '', stderr: '' };

describe('the bundle', () => {
  let bundle: Awaited<ReturnType<typeof buildBundle>>;
  let service: ServiceProcess | undefined;
  beforeAll(async () => {
    bundle = await buildBundle();
  });
  afterEach(async () => {
    service?.process.kill('SIGKILL');
    await service?.exited;
    service = undefined;
  });
  afterAll(() => bundle.remove());
  /** Everything in the files that such a start loads. */
  const loadedBy = async (env: Record<string, string>, args: readonly string[] = []): Promise<string> => {
    const { stdout, stderr } = await runBundle(
      bundle.directory,
      { ...env, NODE_COMPILE_CACHE: join(bundle.directory, 'none'), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
      args,
    );
    const names = new Set((stdout + stderr).match(/[\w.-]+\.mjs(?=\.\.\.)/g));
    const texts = await Promise.all([...names].map((name) => readFile(join(bundle.directory, name), 'utf8')));
    return texts.join('');
  };
  const start = async (env: Record<string, string>) => (service = await startBundle(bundle.directory, env));

  it('is the same whenever it is built from the same sources', async () => {
    const again = await buildBundle();
    try {
      // Another test may have made a folder there already: a compile cache.
      const filesOf = async (directory: string) =>
        (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
      const names = await filesOf(bundle.directory);
      expect(await filesOf(again.directory)).toEqual(names);
      expect(names).toEqual(expect.arrayContaining(['main.mjs', 'factorial-worker.mjs']));
      for (const name of names) {
        const [one, two] = await Promise.all([bundle, again].map(({ directory }) => readFile(join(directory, name))));
        expect(two?.equals(one ?? Buffer.alloc(0))).toBe(true);
      }
    } finally {
      await again.remove();
    }
  });

  it('has small entries: what a thread or a health check loads is its own part', async () => {
    for (const name of ['main.mjs', 'factorial-worker.mjs']) {
      expect((await stat(join(bundle.directory, name))).size).toBeLessThan(4_096);
    }
    // Loaded where it is needed first, not when the app starts.
    const main = await loadedBy({ PORT: 'no port' });
    for (const client of ['@aws-sdk/client-dynamodb', '@opentelemetry/sdk-trace-base', 'node_modules/jose']) {
      expect(main).not.toContain(client);
    }
    expect(main).toContain('node_modules/fastify');
    expect(await loadedBy({}, ['check-health', 'http://127.0.0.1:1/'])).not.toContain('node_modules/');
  });

  it('needs nothing beside it, and computes on a thread', async () => {
    const { url } = await start({ RELEASE: 'r-1' });
    const answer = await request(`${url}/api/v1/factorial?number=5000`);
    expect(await answer.body.json()).toEqual({ number: 5_000, factorial: factorial(5_000).toString() });
    const version = await request(`${url}/version`);
    expect(await version.body.json()).toMatchObject({ version: 'development', release: 'r-1', node: process.version });
  });

  it('fills a compile cache that serves it in another folder', async () => {
    const own = await buildBundle();
    const elsewhere = `${own.directory}-elsewhere`;
    try {
      expect(await runBundle(own.directory, COMPILE_CACHE, ['--fill-compile-cache'])).toEqual(SILENT_SUCCESS);
      await rename(own.directory, elsewhere);
      // A port that is none ends it at once; it is loaded all the same.
      const debug = { ...COMPILE_CACHE, NODE_DEBUG_NATIVE: 'COMPILE_CACHE', PORT: 'no port' };
      for (const args of [[], ['redirect']]) {
        const { stdout, stderr } = await runBundle(elsewhere, debug, args);
        const compiled = (stdout + stderr).match(/elsewhere\/\S+\.mjs was (?:accepted|rejected)/g) ?? [];
        expect(compiled).toContainEqual('elsewhere/main.mjs was accepted');
        expect(compiled.filter((line) => line.endsWith('accepted')).length).toBeGreaterThan(3);
        expect(compiled.filter((line) => line.endsWith('rejected'))).toEqual([]);
        expect(stdout + stderr).not.toMatch(/reading cache from .* for ESM .*\.\.\. (?!success)/);
      }
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
      await own.remove();
    }
  });

  it('says so when there is no compile cache to fill', async () => {
    const { code, stderr } = await runBundle(bundle.directory, {}, ['--fill-compile-cache']);
    expect(code).toBe(1);
    expect(stderr).toContain('Node wrote no compile cache: NODE_COMPILE_CACHE is not set.');
  });

  it('starts where its compile cache cannot be', async () => {
    const { url } = await start({ ...COMPILE_CACHE, NODE_COMPILE_CACHE: 'main.mjs/no-folder' });
    expect((await request(`${url}/api/v1/factorial?number=3000`)).statusCode).toBe(200);
  });

  it('reads release.json beside it', async () => {
    const own = await buildBundle();
    try {
      await writeFile(join(own.directory, 'release.json'), '{"gitSha":"0a1b2c3"}\n');
      service = await startBundle(own.directory, {});
      const answer = await request(`${service.url}/version`);
      expect(await answer.body.json()).toMatchObject({ version: '0a1b2c3', gitSha: '0a1b2c3', release: null });
    } finally {
      await own.remove();
    }
  });

  it('does not start with a wrong environment or an unknown argument', async () => {
    const wrong = await runBundle(bundle.directory, { PORT: 'http', DRAIN_SECONDS: '200' });
    expect(wrong).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'The service cannot start: its environment is wrong.\n' +
        '  PORT must be a whole number from 0 to 65535, but is "http".\n' +
        '  DRAIN_SECONDS must be a whole number from 0 to 110, but is "200".\n',
    });
    expect(await runBundle(bundle.directory, { ROUTES: '{}' }, ['redirect'])).toMatchObject({ code: 1, stdout: '' });
    for (const args of [['--port=1'], ['toString'], ['redirect', 'more'], ['check-health'], ['check-health', 'x']]) {
      expect(await runBundle(bundle.directory, {}, args)).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('checks health for orchestrators that run a command: 0, or 1 with one line that says why', async () => {
    const { url, process: child, logged } = await start({ DRAIN_SECONDS: '110' });
    const check = (path: string) => runBundle(bundle.directory, {}, ['check-health', url + path]);
    expect(await check('/health/live')).toEqual(SILENT_SUCCESS);
    expect(await check('/nothing')).toEqual({
      code: 1,
      stdout: '',
      stderr: `${url}/nothing is not healthy: it answered 404\n`,
    });
    child.kill('SIGTERM');
    await logged('draining');
    expect(await check('/health/live')).toEqual(SILENT_SUCCESS);
    expect(await check('/health/ready')).toMatchObject({ code: 1 });
    child.kill('SIGTERM');
    await service?.exited;
    const { code, stderr } = await check('/health/live');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^http:\S+ is not healthy: connect ECONNREFUSED \S+\n$/);
  });

  it('is both containers of a task: /rota1 of the first goes to the second and comes back as health', async () => {
    const port = await freePort();
    const app = await start({ SIDECAR_URL: `http://127.0.0.1:${port}`, DRAIN_SECONDS: '0', RELEASE: 'r-1' });
    const env = { PORT: String(port), ROUTES: `{"/rota1":"${app.url}/health"}`, DRAIN_SECONDS: '0' };
    const redirect = await startBundle(bundle.directory, env, ['redirect']);
    try {
      const load = new Load(app.url);
      while ((await load.statusOf('/health/ready')) === 503);
      const answer = await request(`${app.url}/rota1`);
      expect(answer.statusCode).toBe(200);
      expect(await answer.body.json()).toMatchObject({
        status: 'UP',
        release: 'r-1',
        checks: { redirect: { status: 'UP' } },
      });
      redirect.process.kill('SIGTERM');
      expect(await redirect.exited).toBe(0);
      expect(redirect.log.at(-1)).toMatchObject({ msg: 'ended', signal: 'SIGTERM' });
      expect(await load.statusOf('/rota1')).toBe(502);
      expect(await load.statusOf('/health/live')).toBe(200);
      await load.close();
    } finally {
      redirect.process.kill('SIGKILL');
      await redirect.exited;
    }
  });

  it('says that it ended even when it is stopped as soon as it listens', async () => {
    const services = await Promise.all(Array.from({ length: 4 }, () => start({ DRAIN_SECONDS: '0' })));
    for (const { process: child } of services) child.kill('SIGTERM');
    for (const { exited, log } of services) {
      expect(await exited).toBe(0);
      expect(log.at(-1)).toMatchObject({ msg: 'ended', signal: 'SIGTERM' });
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'loses no request on %s while clients believe its readiness',
    async (signal) => {
      const { url, process: child, exited, logged, log } = await start({ DRAIN_SECONDS: '2' });
      const load = new Load(url);
      const clients = Array.from({ length: 8 }, () => load.client());
      await load.answeredMore(400);

      child.kill(signal);
      await logged('draining');
      while ((await load.statusOf('/health/ready')) === 200);
      // The load balancer does not stop at once either.
      await load.answeredMore(400);
      load.stop();
      await Promise.all(clients);

      expect(load).toMatchObject({ failed: [], sent: load.answered });
      expect(load.answered).toBeGreaterThan(800);
      expect(await exited).toBe(0);
      expect(log.at(-1)).toMatchObject({ msg: 'ended', signal });
      await load.close();
    },
  );

  it('answers what is under way before it exits, and leaves no connection to wait for', async () => {
    const { url, process: child, exited } = await start({ DRAIN_SECONDS: '0' });
    const load = new Load(url);
    const underWay = load.statusOf('/api/v1/factorial?number=100000');
    while ((await load.healthOf('factorialThreads'))['busy'] === 0);
    child.kill('SIGTERM');
    expect(await underWay).toBe(200);
    expect(await exited).toBe(0);
    await load.close();
  });

  it('ends at once on a second signal', async () => {
    const { process: child, exited, logged } = await start({ DRAIN_SECONDS: '110' });
    child.kill('SIGTERM');
    await logged('draining');
    child.kill('SIGTERM');
    expect(await exited).toBe(143);
  });

  it('answers health promptly while large factorials are asked without pause', async () => {
    const { url } = await start({ DRAIN_SECONDS: '0' });
    const load = new Load(url);
    const clients = Array.from({ length: 3 }, () => load.client('/api/v1/factorial?number=100000'));
    await load.answeredMore(1);
    const milliseconds: number[] = [];
    while (milliseconds.length < 300) {
      const before = performance.now();
      expect(await load.statusOf('/health')).toBe(200);
      milliseconds.push(performance.now() - before);
    }
    load.stop();
    await Promise.all(clients);
    expect(load).toMatchObject({ failed: [], sent: load.answered });
    const p99 = milliseconds.sort((a, b) => a - b)[Math.floor(milliseconds.length * 0.99)];
    // Loose, for busy machines; one such factorial on the event loop alone would take half of it.
    expect(p99).toBeLessThan(200);
    await load.close();
  });
});

/** Clients that ask one thing after the other on connections they keep, and never ask twice for the same answer. */
class Load {
  sent = 0;
  answered = 0;
  readonly failed: string[] = [];
  readonly #url: string;
  readonly #agent = new Agent({ keepAliveTimeout: 60_000 });
  #stopped = false;
  #milestone: { answered: number; reach: () => void } | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async client(path = '/'): Promise<void> {
    while (!this.#stopped) {
      this.sent++;
      try {
        const status = await this.statusOf(path);
        if (status === 200) this.answered++;
        else this.failed.push(`status ${status}`);
      } catch (error) {
        this.failed.push(String(error));
      }
      if (this.#milestone && this.answered + this.failed.length >= this.#milestone.answered) this.#milestone.reach();
    }
  }

  answeredMore(count: number): Promise<void> {
    return new Promise((reach) => {
      this.#milestone = { answered: this.answered + count, reach };
    });
  }

  async statusOf(path: string): Promise<number> {
    const { statusCode, body } = await request(this.#url + path, { dispatcher: this.#agent });
    await body.dump({ limit: Number.POSITIVE_INFINITY });
    return statusCode;
  }

  async healthOf(check: string): Promise<Record<string, unknown>> {
    const { body } = await request(`${this.#url}/health`, { dispatcher: this.#agent });
    const report = (await body.json()) as { checks: Record<string, Record<string, unknown>> };
    return report.checks[check] ?? {};
  }

  stop(): void {
    this.#stopped = true;
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}
