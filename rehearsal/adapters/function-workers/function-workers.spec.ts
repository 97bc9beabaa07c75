import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startTimeOf } from '../state/process-identity.ts';
import type { FunctionWorkers, WorkerConfiguration, WorkerOutcome } from '../../runtime/ports/function-workers.ts';
import { processWorkers } from './function-workers.ts';

describe('functions in processes of their own', () => {
  let workers: FunctionWorkers;
  let logs: string[];
  beforeEach(() => {
    workers = processWorkers();
    logs = [];
  });
  afterEach(() => workers.stop());

  const functionOf = async (
    source: string,
    options: Partial<WorkerConfiguration> = {},
  ): Promise<WorkerConfiguration> => {
    const { root } = await workers.stage({ kind: 'inline', source });
    return {
      key: 'f',
      root,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      launch: () => ({
        environment: { AWS_EXECUTION_ENV: `AWS_Lambda_${options.runtime ?? 'nodejs24.x'}`, GREETING: 'hello' },
        logStream: 'stream',
        expiresAt: Date.now() + 3_600_000,
      }),
      ...options,
    };
  };
  const invoke = (
    configuration: WorkerConfiguration,
    payload: unknown = {},
    timeoutMs = 20_000,
  ): Promise<WorkerOutcome> =>
    workers.invoke(configuration, {
      requestId: randomUUID(),
      payload: JSON.stringify(payload),
      functionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:f',
      timeoutMs,
      started: () => {},
      log: (message) => logs.push(message),
    });
  const valueOf = ({ result }: WorkerOutcome): unknown =>
    result.kind === 'value' ? JSON.parse(result.payload) : result;

  it('runs CommonJS code with its own environment and nothing of the engine', async () => {
    const configuration = await functionOf(
      `exports.handler = async (event, context) => { console.log('seen', event.n); return { greeting: process.env.GREETING, home: process.env.HOME, left: context.getRemainingTimeInMillis() > 0 }; };`,
    );
    expect(valueOf(await invoke(configuration, { n: 7 }))).toEqual({ greeting: 'hello', left: true });
    expect(logs.join('\n')).toMatch(/\tINFO\tseen 7/);
  });

  it('keeps a worker warm, and starts a new one after it is retired', async () => {
    const configuration = await functionOf('let n = 0; exports.handler = async () => [process.pid, ++n];');
    const [first, second] = [valueOf(await invoke(configuration)), valueOf(await invoke(configuration))] as [
      number[],
      number[],
    ];
    expect(second).toEqual([first[0], 2]);
    workers.retire('f');
    expect(valueOf(await invoke({ ...configuration, key: 'g' }))).not.toEqual([first[0], 3]);
  });

  it('starts one after the other: a burst is served by the first that is there, and what is printed at the start is kept', async () => {
    const source = `console.log('loading'); exports.handler = async () => process.pid;`;
    const configuration = await functionOf(source);
    const pids = await Promise.all(Array.from({ length: 6 }, async () => valueOf(await invoke(configuration))));
    // The second begins to start while the first serves what waits, which takes no time.
    expect(new Set(pids).size).toBeLessThanOrEqual(2);
    expect(logs.filter((line) => line.includes('loading'))).toHaveLength(new Set(pids).size);
  });

  it('gives the SDK to functions that do not bring it, by require and by import, and nothing else', async () => {
    const configuration = await functionOf(
      `exports.handler = async () => {
        const required = typeof require('@aws-sdk/client-ssm').SSMClient;
        const imported = typeof (await import('@aws-sdk/client-sts')).STSClient;
        let other; try { require('fastify'); other = 'found'; } catch (error) { other = error.code; }
        return { required, imported, other };
      };`,
    );
    expect(valueOf(await invoke(configuration))).toEqual({
      required: 'function',
      imported: 'function',
      other: 'MODULE_NOT_FOUND',
    });
  });

  it('reports what a handler throws', async () => {
    const { result } = await invoke(await functionOf(`exports.handler = async () => { throw new TypeError('no'); };`));
    expect(result).toMatchObject({ kind: 'failure', failure: { errorType: 'TypeError', errorMessage: 'no' } });
  });

  it('ends a handler that takes too long, and starts the next in a new process', async () => {
    const configuration = await functionOf(
      `exports.handler = (event) => event.hang ? new Promise(() => setInterval(() => {}, 1000)) : Promise.resolve(1);`,
    );
    await invoke(configuration);
    expect((await invoke(configuration, { hang: true }, 50)).result.kind).toBe('timeout');
    expect(valueOf(await invoke(configuration))).toBe(1);
  });

  it('tells of a process that ends in the middle', async () => {
    const { result } = await invoke(await functionOf(`exports.handler = async () => process.exit(3);`));
    expect(result).toEqual({ kind: 'exit', status: 'exit status 3' });
  });

  it('ends with the engine, however that ends', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'functions-'));
    const engine = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { processWorkers } from ${JSON.stringify(new URL('./function-workers.ts', import.meta.url).href)};
         const workers = processWorkers({ directory: ${JSON.stringify(directory)} });
         const { root } = await workers.stage({ kind: 'inline', source: 'exports.handler = async () => process.pid' });
         const { result } = await workers.invoke(
           { key: 'f', root, handler: 'index.handler', runtime: 'nodejs24.x', launch: () => ({ environment: {}, logStream: '', expiresAt: Infinity }) },
           { requestId: '1', payload: '{}', functionArn: '', timeoutMs: 20000, started() {}, log() {} },
         );
         console.log(result.payload);
         process.kill(process.pid, 'SIGKILL');`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const pid = Number(await text(engine.stdout));
    expect(pid).toBeGreaterThan(0);
    // Its channel closed with the engine; it only needs to notice.
    await expect(untilGone(pid)).resolves.toBeUndefined();
    rmSync(directory, { recursive: true });
  });

  it('runs the code of an earlier engine, whose copies and sources are gone', async () => {
    const root = mkdtempSync(join(tmpdir(), 'functions-'));
    const [keep, source] = [join(root, 'kept'), join(root, 'source')];
    mkdirSync(join(source, 'lib'), { recursive: true });
    writeFileSync(join(source, 'index.js'), `exports.handler = async () => require('./lib/answer.js');`);
    writeFileSync(join(source, 'lib', 'answer.js'), 'module.exports = 42;');
    const first = processWorkers({ directory: join(root, 'first'), keep });
    const staged = await first.stage({ kind: 'directory', path: source });
    await first.stop();
    for (const gone of [source, join(root, 'first')]) rmSync(gone, { recursive: true });

    await workers.stop();
    workers = processWorkers({ directory: join(root, 'second'), keep });
    const restaged = workers.restage(staged);
    expect(restaged).toEqual({ ...staged, root: staged.root.replace('first', 'second') });
    const configuration = await functionOf('');
    expect(valueOf(await invoke({ ...configuration, root: restaged.root }))).toBe(42);
    rmSync(join(root, 'kept'), { recursive: true });
    expect(() => workers.restage(staged)).toThrow(`The files of the code ${staged.sha256} are gone.`);
    await workers.stop();
    rmSync(root, { recursive: true });
  });

  it('calls back before Node.js 24, and refuses callbacks since', async () => {
    const source = `exports.handler = (event, context, callback) => callback(null, 'called');`;
    expect(valueOf(await invoke(await functionOf(source, { runtime: 'nodejs22.x' })))).toBe('called');
    const { result } = await invoke(await functionOf(source, { key: 'g' }));
    expect(result).toMatchObject({ kind: 'failure', failure: { errorType: 'Runtime.CallbackHandlerDeprecated' } });
  });

  it('names what cannot be loaded', async () => {
    const missing = await invoke(await functionOf('', { key: 'm', handler: 'other.handler' }));
    expect(missing.result).toMatchObject({ kind: 'failure', failure: { errorType: 'Runtime.ImportModuleError' } });
    const unexported = await invoke(await functionOf('', { key: 'u' }));
    expect(unexported.result).toMatchObject({ failure: { errorType: 'Runtime.HandlerNotFound' } });
  });
});

async function untilGone(pid: number): Promise<void> {
  while (startTimeOf(pid) !== undefined) await new Promise((resolve) => setImmediate(resolve));
}
