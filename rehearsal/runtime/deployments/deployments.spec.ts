import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { statusOf } from '../../domain/deployment/deployment.ts';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { codeDeploy, type CodeDeploy } from './codedeploy.ts';
import { DeploymentRecord } from './deployment-record.ts';
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

  it('goes on where it was after a restart, and invokes no hook again', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    world.handlers.set('verify', () => ({}));
    const record = release({ AfterAllowTestTraffic: 'verify' });
    await clock.advance(MINUTE);
    expect(world.invocations).toHaveLength(1);
    await engine.close();

    const restarted = new DeploymentRecord(
      record.request,
      JSON.parse(JSON.stringify(record.events)) as typeof record.events,
    );
    useSettings({});
    engine.deployments.resume([restarted]);
    await clock.advance(MINUTE);
    expect(world.invocations).toHaveLength(1);
    const executionId = world.invocations[0]?.payload.LifecycleEventHookExecutionId ?? '';
    engine.deployments.putHookStatus(SCOPE, record.id, executionId, 'Succeeded');
    await clock.advance(10 * MINUTE);
    expect(statusNow(restarted)).toBe('Succeeded');
    expect(world.taskSetList).toHaveLength(2);
  });

  it('makes the rollback that an engine died before making', async () => {
    await engine.groups.create(SCOPE, groupRequest);
    const record = release();
    await clock.advance(2 * MINUTE);
    expect(world.shares).toEqual([0, 100]);
    await engine.close();
    const stopped = new DeploymentRecord(record.request, [
      ...record.events,
      { type: 'StopRequested', at: clock.now(), reason: { by: 'Request' }, rollback: true },
    ]);
    useSettings({});
    engine.deployments.resume([stopped]);
    await clock.advance(MINUTE);
    expect([statusNow(stopped), statusNow(rollbackOf(stopped))]).toEqual(['Stopped', 'Succeeded']);
    expect(world.shares).toEqual([100, 0]);
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
