import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';

import { statusOf } from '../../domain/deployment/deployment.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { codeDeploy, type CodeDeploy } from '../deployments/codedeploy.ts';
import type { DeploymentRecord, SavedDeployment } from '../deployments/deployment-record.ts';
import { sha256Of } from '../deployments/deployments.ts';
import { FakeReleaseWorld, SCOPE } from '../deployments/fake-release-world.ts';
import { functionAppSpec, functionGroupRequest } from './fake-function-aliases.ts';

const MINUTE = 60_000;
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

describe('deployments of a function', () => {
  let world: FakeReleaseWorld;
  let clock: ManualClock;
  let engine: CodeDeploy;

  const emptyEngine = (): CodeDeploy =>
    codeDeploy({
      clock,
      ids: randomIds,
      log: silentLog,
      taskSets: world.taskSets,
      targetGroups: world.targetGroups,
      listeners: world.listeners,
      functions: world.functions,
      alarmStates: world.alarmStates,
      // The AppSpecs of these tests are JSON.
      appSpecs: { parse: (content) => JSON.parse(content) as unknown },
    });

  const startEngine = async (more: object = {}) => {
    engine = emptyEngine();
    engine.applications.create(SCOPE, { name: 'picus-functions', computePlatform: 'Lambda' });
    await engine.groups.create(SCOPE, { ...functionGroupRequest, deploymentConfigName: CANARY, ...more });
  };

  const release = (content = functionAppSpec()): DeploymentRecord =>
    engine.deployments.create(SCOPE, {
      applicationName: 'picus-functions',
      groupName: 'picus-delete-item',
      revision: { content, sha256: sha256Of(content) },
    });

  const statusNow = (record: DeploymentRecord) => statusOf(record.existing);
  const errorOf = ({ state }: DeploymentRecord) => ('error' in state ? state.error : undefined);
  const rollbackOf = ({ state }: DeploymentRecord) =>
    engine.deployments.get(SCOPE, 'rollbackDeploymentId' in state ? state.rollbackDeploymentId : undefined);

  beforeEach(async () => {
    world = new FakeReleaseWorld();
    clock = new ManualClock();
    await startEngine();
  });

  afterEach(() => engine.close());

  it('shifts the alias by the configuration, and is over with the last step', async () => {
    const record = release();
    await clock.advance(MINUTE);
    expect(world.aliases.routing).toEqual({ version: '1', additional: { version: '2', weight: 0.1 } });
    await clock.advance(4 * MINUTE);
    expect([statusNow(record), world.aliases.writes.length]).toEqual(['InProgress', 1]);
    await clock.advance(MINUTE);
    expect(world.aliases.writes).toEqual(['1 + 2 at 0.1', '2']);
    expect(statusNow(record)).toBe('Succeeded');
  });

  describe('of an engine that ended', () => {
    /** What is kept goes through the form in which it lies on disk. */
    const restart = async (change: (saved: SavedDeployment) => SavedDeployment = (saved) => saved) => {
      const saved = deserialize(serialize(engine.persistent.save())) as { deployments: SavedDeployment[] };
      await engine.close();
      engine = emptyEngine();
      engine.persistent.restore({ ...saved, deployments: saved.deployments.map(change) });
      await engine.persistent.resume?.();
    };
    const again = ({ id }: DeploymentRecord) => engine.deployments.get(SCOPE, id);

    it('go on where they were, and invoke no hook again', async () => {
      world.handlers.set('check', () => ({}));
      const record = release(functionAppSpec('1', '2', { BeforeAllowTraffic: 'check' }));
      await clock.advance(MINUTE);
      await restart();
      await clock.advance(MINUTE);
      expect(world.invocations).toHaveLength(1);
      const executionId = world.invocations[0]?.payload.LifecycleEventHookExecutionId ?? '';
      engine.deployments.putHookStatus(SCOPE, record.id, executionId, 'Succeeded');
      await clock.advance(6 * MINUTE);
      expect(statusNow(again(record))).toBe('Succeeded');
      expect(world.aliases.writes).toEqual(['1 + 2 at 0.1', '2']);
    });

    it('stop as they were asked to, and make their rollback', async () => {
      const record = release();
      await clock.advance(MINUTE);
      const stopRequested = {
        type: 'StopRequested',
        at: clock.now(),
        reason: { by: 'Request' },
        rollback: true,
      } as const;
      await restart((saved) => ({ ...saved, events: [...saved.events, stopRequested] }));
      await clock.advance(MINUTE);
      const stopped = again(record);
      expect([statusNow(stopped), statusNow(rollbackOf(stopped))]).toEqual(['Stopped', 'Succeeded']);
      expect(world.aliases.routing).toEqual({ version: '1' });
    });
  });

  it('rolls back to what the last successful deployment deployed', async () => {
    release();
    await clock.advance(10 * MINUTE);
    world.aliases.versions.add('3');
    const second = release(functionAppSpec('2', '3'));
    await clock.advance(MINUTE);
    engine.deployments.stop(SCOPE, second.id);
    await clock.advance(MINUTE);
    const rollback = rollbackOf(second);
    expect(statusNow(rollback)).toBe('Succeeded');
    expect(rollback.request.revision.content).toBe(functionAppSpec('1', '2'));
    expect(rollback.request.previousRevision?.content).toBe(functionAppSpec('2', '3'));
    expect(world.aliases.routing).toEqual({ version: '2' });
  });

  it('fixes its waits in real time when it is created', async () => {
    clock.toReal = (simulatedMs) => simulatedMs / 60;
    const { plan } = release().existing;
    expect(plan.steps).toEqual([
      { percent: 10, afterMs: 0 },
      { percent: 100, afterMs: 5000 },
    ]);
    expect(plan.waits).toMatchObject({ hookMs: MINUTE });
  });

  it.each([
    ['a current version that the alias does not have', '2', '3', 'does not match the current version in AppSpec file.'],
    ['a target version that is not published', '1', '9', 'The Lambda function version 9 does not exist.'],
    ['its own version by steps', '1', '1', 'missing or has an invalid configuration.'],
  ])('fails for %s, and leaves the alias alone', async (_what, current, target, text) => {
    const record = release(functionAppSpec(current, target));
    world.aliases.versions.add('3');
    await clock.advance(MINUTE);
    expect(errorOf(record)).toMatchObject({
      code: 'INVALID_LAMBDA_CONFIGURATION',
      message: expect.stringMatching(new RegExp(`${text}$`)),
    });
    expect(statusNow(record)).toBe('Failed');
    expect(record.state).not.toHaveProperty('rollbackDeploymentId');
    expect(world.aliases.writes).toEqual([]);
  });

  it('fails when the alias is gone, and when somebody else moved it, without taking it back', async () => {
    const lost = release();
    await clock.advance(MINUTE);
    world.aliases.routing = { version: '7' };
    await clock.advance(5 * MINUTE);
    expect(errorOf(lost)?.code).toBe('INVALID_LAMBDA_CONFIGURATION');
    expect(world.aliases.routing).toEqual({ version: '7' });
    world.aliases.routing = undefined;
    const gone = release();
    await clock.advance(MINUTE);
    expect(errorOf(gone)).toMatchObject({ code: 'INVALID_LAMBDA_FUNCTION' });
    expect(gone.state).not.toHaveProperty('rollbackDeploymentId');
  });

  it('fails when the alias cannot be written; so does its rollback', async () => {
    world.aliases.refusal = new AwsError('TooManyRequestsException', 'Rate exceeded');
    const record = release();
    await clock.advance(MINUTE);
    expect(errorOf(record)?.message).toMatch(/Rate exceeded$/);
    expect(statusNow(rollbackOf(record))).toBe('Failed');
  });

  it('keeps its pace by the configuration that one deployment names, which must be for Lambda', async () => {
    const content = functionAppSpec();
    const request = {
      applicationName: 'picus-functions',
      groupName: 'picus-delete-item',
      revision: { content, sha256: sha256Of(content) },
    };
    const ecs = { ...request, configName: 'CodeDeployDefault.ECSAllAtOnce' };
    expect(() => engine.deployments.create(SCOPE, ecs)).toThrow('correct compute platform should be Lambda');
    engine.deployments.create(SCOPE, { ...request, configName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute' });
    await clock.advance(2.5 * MINUTE);
    expect(world.aliases.routing?.additional?.weight).toBe(0.3);
    await clock.advance(7 * MINUTE);
    expect(world.aliases.routing).toEqual({ version: '2' });
    expect(world.aliases.writes).toHaveLength(10);
  });
});
