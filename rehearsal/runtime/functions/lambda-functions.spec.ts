import { beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import type {
  FunctionWorkers,
  WorkerConfiguration,
  WorkerInvocation,
  WorkerOutcome,
} from '../ports/function-workers.ts';
import { LambdaFunctions } from './lambda-functions.ts';
import { parseFunctionReference } from './function-reference.ts';

const SCOPE = { account: '111111111111', region: 'eu-west-1' };
const value = (payload: unknown): WorkerOutcome => ({
  result: { kind: 'value', payload: JSON.stringify(payload) },
  durationMs: 1,
  memoryMb: 1,
});
const failure: WorkerOutcome = {
  result: { kind: 'failure', failure: { errorType: 'Error', errorMessage: 'no', trace: [] } },
  durationMs: 1,
  memoryMb: 1,
};

describe('functions', () => {
  let clock: ManualClock;
  let answers: (WorkerOutcome | Promise<WorkerOutcome>)[];
  let seen: { configuration: WorkerConfiguration; invocation: WorkerInvocation }[];
  let functions: LambdaFunctions;
  let logged: string[];
  let errors: string[];
  let restage: FunctionWorkers['restage'];
  const functionsOf = (): LambdaFunctions => {
    const workers: FunctionWorkers = {
      stage: () => Promise.resolve({ sha256: 'sha', size: 1, root: '/code' }),
      restage: (code) => restage(code),
      invoke: async (configuration, invocation) => {
        seen.push({ configuration, invocation });
        invocation.started('stream');
        return answers.shift() ?? value('done');
      },
      retire: () => {},
      stop: () => Promise.resolve(),
    };
    return new LambdaFunctions({
      clock,
      ids: randomIds,
      log: { ...silentLog, error: (message) => void errors.push(message) },
      workers,
      logs: { append: (_scope, _group, _stream, lines) => logged.push(...lines.map(({ message }) => message)) },
      credentials: {
        forRole: (_scope, role) => ({
          accessKeyId: `key of ${role}`,
          secretAccessKey: 's',
          sessionToken: 't',
          expiresAt: 0,
        }),
      },
      endpointUrl: () => 'http://gateway',
      hostEnvironment: () => ({ HTTP_PROXY: 'http://proxy' }),
    });
  };
  beforeEach(() => {
    clock = new ManualClock();
    [answers, seen, logged, errors] = [[], [], [], []];
    restage = (code) => ({ ...code, root: `/code/${code.sha256}` });
    functions = functionsOf();
  });
  const create = (more: object = {}) =>
    functions.create(SCOPE, {
      name: 'f',
      role: 'arn:aws:iam::111111111111:role/r',
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      code: { kind: 'inline', source: '' },
      ...more,
    });

  it('try an asynchronous invocation twice more, a minute and two minutes later, with the same request id', async () => {
    await create();
    answers = [failure, failure, failure];
    expect(await functions.invoke(SCOPE, 'f', { type: 'Event', payload: {} })).toEqual({ status: 202 });
    await clock.advance(0);
    expect(seen).toHaveLength(1);
    await clock.advance(60_000);
    expect(seen).toHaveLength(2);
    await clock.advance(119_000);
    expect(seen).toHaveLength(2);
    await clock.advance(1000);
    await clock.advance(600_000);
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ invocation }) => invocation.requestId)).size).toBe(1);
  });

  it('get the runtime variables, their role, the gateway and the proxy, which their own environment cannot hide', async () => {
    await create({ environment: { OWN: '1' } });
    await functions.invoke(SCOPE, 'f', { type: 'RequestResponse', payload: {} });
    expect(seen[0]?.configuration.launch().environment).toMatchObject({
      OWN: '1',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_ACCESS_KEY_ID: 'key of arn:aws:iam::111111111111:role/r',
      AWS_ENDPOINT_URL: 'http://gateway',
      HTTP_PROXY: 'http://proxy',
      LAMBDA_TASK_ROOT: '/code',
    });
    expect(logged.map((line) => line.split(' ')[0])).toEqual(['START', 'END', 'REPORT']);
  });

  it('refuse more invocations at once than are reserved', async () => {
    (await create()).reservedConcurrency = 1;
    let finish: (outcome: WorkerOutcome) => void = () => {};
    answers = [new Promise((resolve) => (finish = resolve))];
    const first = functions.invoke(SCOPE, 'f', { type: 'RequestResponse', payload: {} });
    await expect(functions.invoke(SCOPE, 'f', { type: 'RequestResponse', payload: {} })).rejects.toMatchObject({
      code: 'TooManyRequestsException',
    });
    finish(value(1));
    expect((await first).payload).toBe(1);
  });

  it('are found by name, ARN, version and alias', async () => {
    const { arn } = await create();
    const { version: published } = functions.publish(SCOPE, 'f');
    functions.aliases.create(SCOPE, 'f', { name: 'live', functionVersion: published.version });
    await functions.invoke(SCOPE, `${arn}:live`, { type: 'RequestResponse', payload: {} });
    expect(seen[0]?.configuration.key).toContain(`${arn}:1:`);
    expect(seen[0]?.invocation.functionArn).toBe(`${arn}:live`);
    expect(parseFunctionReference('111111111111:function:f:2')).toEqual({
      name: 'f',
      qualifier: '2',
      account: '111111111111',
    });
    await expect(functions.invoke(SCOPE, 'f:9', { type: 'RequestResponse', payload: {} })).rejects.toThrow(
      /Function not found: .*f:9/,
    );
  });

  describe('after the end of their engine', () => {
    /** What is kept goes through the form in which it lies on disk. */
    const restart = () => {
      const saved = deserialize(serialize(functions.save())) as ReturnType<LambdaFunctions['save']>;
      functions = functionsOf();
      functions.restore(saved);
    };
    const call = async (reference: string) => {
      const { executedVersion } = await functions.invoke(SCOPE, reference, { type: 'RequestResponse', payload: {} });
      return [executedVersion, seen.at(-1)?.configuration.root];
    };

    it('run their code, by version and by the weights of an alias', async () => {
      await create({ environment: { N: '1' }, tags: { team: 'a' } });
      functions.publish(SCOPE, 'f');
      functions.updateConfiguration(SCOPE, 'f', { environment: { N: '2' } });
      functions.publish(SCOPE, 'f');
      functions.aliases.create(SCOPE, 'f', { name: 'live', functionVersion: '1' });
      functions.route(SCOPE, 'f', 'live', { version: '1', additional: { version: '2', weight: 1 } });
      functions.addPermission(SCOPE, 'f:live', { id: 's', action: '*', principal: '*', qualifier: 'live' });
      const before = structuredClone(functions.get(SCOPE, 'f'));
      restart();
      expect(await call('f:1')).toEqual(['1', '/code/sha']);
      expect(seen.at(-1)?.configuration.launch().environment['N']).toBe('1');
      expect(await call('f:live')).toEqual(['2', '/code/sha']);
      expect(functions.alias(SCOPE, 'f', 'live')).toMatchObject({ additional: { version: '2', weight: 1 } });
      const code = { ...before.latest.code, root: '/code/sha' };
      expect(functions.get(SCOPE, 'f')).toEqual({
        ...before,
        latest: { ...before.latest, code },
        versions: before.versions.map((version) => ({ ...version, code })),
      });
    });

    it('have no new version without a change, and the next number with one', async () => {
      await create();
      functions.publish(SCOPE, 'f');
      restart();
      expect(functions.publish(SCOPE, 'f')).toMatchObject({ isNew: false, version: { version: '1' } });
      functions.updateConfiguration(SCOPE, 'f', { timeout: 9 });
      expect(functions.publish(SCOPE, 'f')).toMatchObject({ isNew: true, version: { version: '2' } });
    });

    it('forget what ran, which has ended', async () => {
      (await create()).reservedConcurrency = 1;
      answers = [new Promise(() => {})];
      void functions.invoke(SCOPE, 'f', { type: 'RequestResponse', payload: {} });
      restart();
      expect(await call('f')).toEqual(['$LATEST', '/code/sha']);
    });

    it('are there, and said to have no code, when their files are gone', async () => {
      await create();
      restage = () => {
        throw new Error('gone');
      };
      restart();
      expect(functions.exists(SCOPE, 'f')).toBe(true);
      expect(errors).toEqual(['The function f has no code: deploy it again.']);
      await functions.updateCode(SCOPE, 'f', { kind: 'inline', source: '' });
      expect(await call('f')).toEqual(['$LATEST', '/code']);
    });
  });
});
