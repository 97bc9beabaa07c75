import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';

import { statusOf } from '../../domain/deployment/deployment.ts';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { codeDeploy, type CodeDeploy } from './codedeploy.ts';
import type { TaskSetFacts } from '../ports/task-sets.ts';
import type { DeploymentRecord, SavedDeployment } from './deployment-record.ts';
import { sha256Of } from './deployments.ts';
import { appSpecFor, FakeReleaseWorld, groupRequest, LISTENER, SCOPE, targetGroupArn } from './fake-release-world.ts';
import type { DeploymentSettings } from './settings.ts';

const MINUTE = 60_000;

describe('deployments', () => {
  let world: FakeReleaseWorld;
  let clock: ManualClock;
  let engine: CodeDeploy;

  const startEngine = (settings: Partial<DeploymentSettings> = {}): CodeDeploy =>
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
      settings,
    });

  const useSettings = (settings: Partial<DeploymentSettings>) => {
    engine = startEngine(settings);
    engine.applications.create(SCOPE, { name: 'picus-prod', computePlatform: 'ECS' });
  };

  const release = (hooks: Record<string, string> = {}, more: { overrideAlarms?: object } = {}): DeploymentRecord => {
    const content = appSpecFor(2, hooks);
    return engine.deployments.create(SCOPE, {
      applicationName: 'picus-prod',
      groupName: 'picus-prod',
      revision: { content, sha256: sha256Of(content) },
      ...more,
    });
  };

  const statusNow = (record: DeploymentRecord) => statusOf(record.existing);
  const errorOf = ({ state }: DeploymentRecord) => ('error' in state ? state.error : undefined);
  const rollbackOf = ({ state }: DeploymentRecord) =>
    engine.deployments.get(SCOPE, 'rollbackDeploymentId' in state ? state.rollbackDeploymentId : undefined);

  beforeEach(() => {
    world = new FakeReleaseWorld();
    clock = new ManualClock();
    useSettings({});
  });

  afterEach(() => engine.close());

  describe('of an engine that ended', () => {
    /** What is kept goes through the form in which it lies on disk. */
    type Change = (saved: SavedDeployment[]) => SavedDeployment[];
    const restored = async (change: Change = (saved) => saved) => {
      const saved = deserialize(serialize(engine.persistent.save())) as { deployments: SavedDeployment[] };
      await engine.close();
      engine = startEngine();
      engine.persistent.restore({ ...saved, deployments: change(saved.deployments) });
    };
    const restart = async (change?: Change) => {
      await restored(change);
      await engine.persistent.resume?.();
    };
    const again = ({ id }: DeploymentRecord) => engine.deployments.get(SCOPE, id);
    const setStability = (stability: TaskSetFacts['stability']) => {
      world.taskSetList = world.taskSetList.map((taskSet) => ({ ...taskSet, stability }));
      world.touch();
    };

    it('go on where they were, and invoke no hook again', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      world.handlers.set('verify', () => ({}));
      const record = release({ AfterAllowTestTraffic: 'verify' });
      await clock.advance(MINUTE);
      expect(world.invocations).toHaveLength(1);
      await restart();
      await clock.advance(MINUTE);
      expect(world.invocations).toHaveLength(1);
      const executionId = world.invocations[0]?.payload.LifecycleEventHookExecutionId ?? '';
      engine.deployments.putHookStatus(SCOPE, record.id, executionId, 'Succeeded');
      await clock.advance(10 * MINUTE);
      expect(statusNow(again(record))).toBe('Succeeded');
      expect(world.taskSetList).toHaveLength(2);
    });

    it('stop as they were asked to, and make their rollback', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      const record = release();
      await clock.advance(2 * MINUTE);
      expect(world.shares).toEqual([0, 100]);
      const asked = { type: 'StopRequested', at: clock.now(), reason: { by: 'Request' }, rollback: true } as const;
      setStability('STABILIZING');
      await restart((saved) => saved.map((one) => ({ ...one, events: [...one.events, asked] })));
      await clock.advance(MINUTE);
      const stopped = again(record);
      expect([statusNow(stopped), statusNow(rollbackOf(stopped))]).toEqual(['Stopped', 'Succeeded']);
      expect(world.shares).toEqual([100, 0]);
    });

    it('make the rollback that was not made when they ended', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      const record = release();
      await clock.advance(2 * MINUTE);
      engine.deployments.stop(SCOPE, record.id, true);
      await clock.advance(0);
      expect(statusNow(record)).toBe('Stopped');
      await restart((saved) => saved.filter(({ request }) => request.deploymentId === record.id));
      await clock.advance(MINUTE);
      expect(statusNow(rollbackOf(again(record)))).toBe('Succeeded');
      expect(world.shares).toEqual([100, 0]);
    });

    it('are told with their group, application, configuration and task sets as they were', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      engine.configs.create(SCOPE, { name: 'own', computePlatform: 'ECS' });
      const record = release();
      await clock.advance(10 * MINUTE);
      expect(statusNow(record)).toBe('Succeeded');
      const [group, seen] = [
        engine.groups.get(SCOPE, 'picus-prod', 'picus-prod'),
        engine.deployments.taskSetsOf(record as DeploymentRecord<'ECS'>),
      ];
      await restart();
      expect(engine.groups.get(SCOPE, 'picus-prod', 'picus-prod')).toEqual(group);
      expect(engine.groups.userOf(SCOPE, group.configName)).toEqual(group);
      expect(engine.configs.get(SCOPE, 'own').routing).toEqual({ type: 'AllAtOnce' });
      const { sha256 } = record.request.revision;
      expect([...engine.applications.revision(SCOPE, 'picus-prod', sha256).groups]).toEqual(['picus-prod']);
      expect(engine.deployments.taskSetsOf(again(record) as DeploymentRecord<'ECS'>)).toEqual(seen);
      expect(engine.deployments.list(SCOPE, { group, statuses: ['Succeeded'] }).map(({ id }) => id)).toEqual([
        record.id,
      ]);
      world.taskSetList = world.taskSetList.filter(({ status }) => status === 'PRIMARY');
      expect(release().request.previousRevision).toEqual(record.request.revision);
    });

    it('wait for their tasks, however much time has passed, and stop nothing before these serve', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      const record = release();
      await clock.advance(2 * MINUTE);
      expect(world.shares).toEqual([0, 100]);
      await restored();
      await clock.advance(24 * 60 * MINUTE);
      setStability('STABILIZING');
      await engine.persistent.resume?.();
      await clock.advance(10 * MINUTE);
      expect(statusNow(again(record))).toBe('InProgress');
      expect(world.writes).not.toContainEqual(expect.stringContaining('drain'));
      setStability('STEADY_STATE');
      await clock.advance(0);
      expect(statusNow(again(record))).toBe('Succeeded');
      expect(world.taskSetList.map(({ status }) => status)).toEqual(['DRAINING', 'PRIMARY']);
    });

    it('do not fail for deadlines that passed while nothing ran', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      world.steady = false;
      const record = release();
      await clock.advance(MINUTE);
      expect(world.taskSetList).toHaveLength(2);
      await restored();
      await clock.advance(24 * 60 * MINUTE);
      await engine.persistent.resume?.();
      await clock.advance(10 * MINUTE);
      expect(statusNow(again(record))).toBe('InProgress');
      setStability('STEADY_STATE');
      await clock.advance(2 * MINUTE);
      expect(world.shares).toEqual([0, 100]);
    });

    it('fail when their tasks do not come back within an hour', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      world.steady = false;
      const record = release();
      await clock.advance(MINUTE);
      await restart();
      await clock.advance(59 * MINUTE);
      expect(statusNow(again(record))).toBe('InProgress');
      await clock.advance(2 * MINUTE);
      expect(statusNow(again(record))).toBe('Failed');
    });

    it('are stopped at once while they wait for their tasks', async () => {
      await engine.groups.create(SCOPE, groupRequest);
      const record = release();
      await clock.advance(2 * MINUTE);
      await restored();
      setStability('STABILIZING');
      await engine.persistent.resume?.();
      engine.deployments.stop(SCOPE, record.id, true);
      await clock.advance(0);
      expect(statusNow(again(record))).toBe('Stopped');
    });
  });

  it('leaves a listener alone that is the weighted pair already, and makes it one that is not', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    expect(world.writes).toEqual([]);
    engine.groups.delete(SCOPE, 'picus-prod', 'picus-prod');
    world.weights.set(LISTENER, [{ targetGroupArn: targetGroupArn('picus-blue'), weight: 1 }]);
    await engine.groups.create(SCOPE, groupRequest);
    expect(world.writes).toEqual(['production 100/0']);
  });

  it('fails when the live target group is not behind the production listener any more', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    world.weights.set(LISTENER, [{ targetGroupArn: targetGroupArn('picus-green'), weight: 1 }]);
    const record = release();
    await clock.advance(MINUTE);
    expect(errorOf(record)).toEqual({
      code: 'ELASTIC_LOAD_BALANCING_INVALID',
      message:
        'The ELB could not be updated due to the following error: Primary taskset target group must be behind listener',
    });
  });

  it('fails after an hour in which the task set did not become steady, and drains it', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    world.steady = false;
    const record = release();
    await clock.advance(59 * MINUTE);
    expect(statusNow(record)).toBe('InProgress');
    await clock.advance(2 * MINUTE);
    expect(errorOf(record)?.message).toContain('This time out period is 60 minutes.');
    expect(statusNow(rollbackOf(record))).toBe('Succeeded');
    expect(world.taskSetList.map(({ status }) => status)).toEqual(['PRIMARY', 'DRAINING']);
  });

  it('waits with the shift for a healthy target, unless it is to do as AWS was seen to do', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    world.sick.add('picus-green');
    const careful = release();
    await clock.advance(4 * MINUTE);
    expect(world.shares).toEqual([100, 0]);
    await clock.advance(2 * MINUTE);
    expect(statusNow(careful)).toBe('Failed');
    await engine.close();

    useSettings({ shiftToUnhealthy: true });
    await engine.groups.create(SCOPE, groupRequest);
    release();
    await clock.advance(MINUTE);
    expect(world.shares).toEqual([0, 100]);
  });

  it('fails when what it deploys is gone, and so does its rollback', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    const record = release();
    await clock.advance(MINUTE);
    world.weights.delete(LISTENER);
    await clock.advance(2 * MINUTE);
    expect([statusNow(record), statusNow(rollbackOf(record))]).toEqual(['Failed', 'Failed']);
  });

  it('fails when a hook cannot be invoked', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    world.handlers.set('verify', () => ({}));
    const record = release({ AfterInstall: 'verify' });
    world.handlers.delete('verify');
    await clock.advance(MINUTE);
    expect(errorOf(record)).toMatchObject({ code: 'INVALID_LAMBDA_FUNCTION', message: 'Function not found: verify' });
  });

  describe('with alarms', () => {
    const ringing = (name: string) =>
      world.alarmList.push({ name, state: 'ALARM', reason: '', changedAt: clock.now() });
    const watching = (names: string[], more = {}) => ({
      enabled: true,
      alarms: names.map((name) => ({ name })),
      ...more,
    });

    it('listens to those of the release instead of those of the group', async () => {
      await engine.groups.create(SCOPE, { ...groupRequest, alarmConfiguration: watching(['blue-errors']) });
      ringing('blue-errors');
      world.alarmList.push({ name: 'green-errors', state: 'OK', reason: '', changedAt: 0 });
      const record = release({}, { overrideAlarms: watching(['green-errors']) });
      await clock.advance(10 * MINUTE);
      expect(statusNow(record)).toBe('Succeeded');
    });

    it('stops for one that rings from the start, or not until it changes', async () => {
      const group = { ...groupRequest, alarmConfiguration: watching(['errors']) };
      await engine.groups.create(SCOPE, group);
      ringing('errors');
      const stopped = release();
      await clock.advance(MINUTE);
      expect([statusNow(stopped), errorOf(stopped)?.code]).toEqual(['Stopped', 'ALARM_ACTIVE']);
      await engine.close();

      useSettings({ alarmsRingingAtStart: 'ignoreUntilTheyChange' });
      await engine.groups.create(SCOPE, group);
      const ignored = release();
      await clock.advance(MINUTE);
      expect(statusNow(ignored)).toBe('InProgress');
    });

    it('stops when one cannot be read, unless that is ignored', async () => {
      await engine.groups.create(SCOPE, { ...groupRequest, alarmConfiguration: watching(['lost']) });
      const record = release();
      await clock.advance(MINUTE);
      expect(errorOf(record)?.message).toContain('lost');
      const ignored = release({}, { overrideAlarms: watching(['lost'], { ignorePollAlarmFailure: true }) });
      await clock.advance(10 * MINUTE);
      expect(statusNow(ignored)).toBe('Succeeded');
    });
  });
});
