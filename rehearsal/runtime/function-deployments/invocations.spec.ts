import { expect, it } from '@jest/globals';

import { isEnded } from '../../domain/deployment/deployment.ts';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { codeDeploy } from '../deployments/codedeploy.ts';
import { byPlatform } from '../deployments/deployment-record.ts';
import { sha256Of } from '../deployments/deployments.ts';
import { FakeReleaseWorld, SCOPE } from '../deployments/fake-release-world.ts';
import { LambdaFunctions } from '../functions/lambda-functions.ts';
import { functionAppSpec, functionGroupRequest } from './fake-function-aliases.ts';

const MINUTE = 60_000;
const FUNCTION = 'picus-delete-item';

/** The engine's own functions; only their code is none: every invocation ends at once. */
function functionsOf(clock: ManualClock): LambdaFunctions {
  return new LambdaFunctions({
    clock,
    ids: randomIds,
    log: silentLog,
    workers: {
      stage: () => Promise.resolve({ sha256: 'sha', size: 1, root: '/code' }),
      restage: (code) => code,
      invoke: async (_configuration, invocation) => {
        invocation.started('stream');
        return { result: { kind: 'value', payload: '{}' }, durationMs: 1, memoryMb: 1 };
      },
      retire: () => {},
      stop: () => Promise.resolve(),
    },
    logs: { append: () => {} },
    credentials: {
      forRole: () => ({ accessKeyId: 'k', secretAccessKey: 's', sessionToken: 't', expiresAt: 0 }),
    },
    endpointUrl: () => 'http://gateway',
    hostEnvironment: () => ({}),
  });
}

it('invocations through the alias go where target and alias say, at every step and after a rollback', async () => {
  const clock = new ManualClock();
  const world = new FakeReleaseWorld();
  const functions = functionsOf(clock);
  await functions.create(SCOPE, {
    name: FUNCTION,
    role: 'arn:aws:iam::111111111111:role/r',
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    code: { kind: 'inline', source: '' },
  });
  functions.publish(SCOPE, FUNCTION);
  functions.aliases.create(SCOPE, FUNCTION, { name: 'live', functionVersion: '1' });
  functions.updateConfiguration(SCOPE, FUNCTION, { timeout: 4 });
  functions.publish(SCOPE, FUNCTION);
  const { taskSets, targetGroups, listeners, alarmStates } = world;
  const engine = codeDeploy({
    clock,
    ids: randomIds,
    log: silentLog,
    taskSets,
    targetGroups,
    listeners,
    functions,
    alarmStates,
    appSpecs: { parse: (text) => JSON.parse(text) as unknown },
  });
  engine.applications.create(SCOPE, { name: 'picus-functions', computePlatform: 'Lambda' });
  const deploymentConfigName = 'CodeDeployDefault.LambdaLinear10PercentEvery10Minutes';
  await engine.groups.create(SCOPE, { ...functionGroupRequest, deploymentConfigName });

  const content = functionAppSpec();
  const record = engine.deployments.create(SCOPE, {
    applicationName: 'picus-functions',
    groupName: 'picus-delete-item',
    revision: { content, sha256: sha256Of(content) },
  });
  const shareOf = () =>
    byPlatform(record, { ECS: () => undefined, Lambda: ({ existing }) => existing.shares.incoming });
  /** Percent of 400 invocations through the alias that version 2 answered. */
  const answered = async () => {
    const versions = await Promise.all(
      Array.from({ length: 400 }, async () => {
        const request = { type: 'RequestResponse', payload: {} } as const;
        return (await functions.invoke(SCOPE, `${FUNCTION}:live`, request)).executedVersion;
      }),
    );
    return versions.filter((version) => version === '2').length / 4;
  };

  expect(await answered()).toBe(0);
  await clock.advance(MINUTE);
  for (const percent of [10, 20, 30, 40, 50]) {
    const { version, additional } = functions.alias(SCOPE, FUNCTION, 'live');
    expect([version, additional]).toEqual(['1', { version: '2', weight: percent / 100 }]);
    expect(shareOf()).toBe(percent);
    // Five standard deviations of 400 throws: wrong by chance once in two million.
    expect(Math.abs((await answered()) - percent)).toBeLessThan(12.5);
    await clock.advance(10 * MINUTE);
  }
  engine.deployments.stop(SCOPE, record.id, true);
  await clock.advance(MINUTE);
  expect(isEnded(record.state)).toBe(true);
  expect(functions.alias(SCOPE, FUNCTION, 'live')).not.toHaveProperty('additional');
  expect(await answered()).toBe(0);
  await engine.close();
});
