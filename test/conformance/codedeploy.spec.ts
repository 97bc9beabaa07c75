import { createHash } from 'node:crypto';

import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  ContinueDeploymentCommand,
  CreateDeploymentCommand,
  CreateDeploymentConfigCommand,
  CreateDeploymentGroupCommand,
  DeploymentLimitExceededException,
  GetApplicationCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  ListDeploymentConfigsCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { codeDeployFixture, type CodeDeployFixture, deploymentOf } from './support/codedeploy-fixture.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import {
  appSpecFor,
  type FakeReleaseWorld,
  groupRequest,
} from '../../rehearsal/runtime/deployments/fake-release-world.ts';

const MINUTE = 60_000;

describe('CodeDeploy through its own client', () => {
  let fixture: CodeDeployFixture;
  let world: FakeReleaseWorld;
  let clock: ManualClock;
  let client: CodeDeployClient;

  beforeEach(async () => {
    clock = new ManualClock();
    fixture = await codeDeployFixture(clock);
    ({ world, client } = fixture);
  });

  afterEach(() => fixture.stop());

  const get = async (deploymentId: string | undefined) =>
    (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo;

  const target = async (deploymentId: string | undefined) => {
    const { targetIds } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
    const [targetId] = targetIds ?? [];
    const { deploymentTarget } = await client.send(new GetDeploymentTargetCommand({ deploymentId, targetId }));
    return deploymentTarget?.ecsTarget;
  };

  const group = (more = {}) => client.send(new CreateDeploymentGroupCommand({ ...groupRequest, ...more }));

  it('shifts by canary, keeps blue for the termination wait, and ends as a real account recorded it', async () => {
    await group({ deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' });
    const { deploymentId } = await client.send(new CreateDeploymentCommand(deploymentOf()));
    expect(deploymentId).toMatch(/^d-[A-Z0-9]{9}$/);
    expect(await get(deploymentId)).toMatchObject({ status: 'Created', creator: 'user', computePlatform: 'ECS' });

    await clock.advance(MINUTE);
    expect(world.shares).toEqual([90, 10]);
    const shifting = await target(deploymentId);
    expect(shifting?.targetId).toBe('picus:picus-prod');
    expect(
      shifting?.lifecycleEvents?.map(({ lifecycleEventName, status }) => `${lifecycleEventName} ${status}`),
    ).toEqual([
      'BeforeInstall Succeeded',
      'Install Succeeded',
      'AfterInstall Succeeded',
      'AllowTestTraffic Succeeded',
      'AfterAllowTestTraffic Succeeded',
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic InProgress',
      'AfterAllowTraffic Pending',
    ]);
    expect(shifting?.taskSetsInfo).toEqual([
      expect.objectContaining({
        identifer: 'ecs-svc/9999999999999999991',
        status: 'PRIMARY',
        trafficWeight: 90,
        taskSetLabel: 'Blue',
        targetGroup: { name: 'picus-blue' },
      }),
      expect.objectContaining({ status: 'ACTIVE', trafficWeight: 10, taskSetLabel: 'Green', desiredCount: 2 }),
    ]);

    await clock.advance(5 * MINUTE);
    expect(world.shares).toEqual([0, 100]);
    const waiting = await get(deploymentId);
    expect(waiting).toMatchObject({ status: 'InProgress', instanceTerminationWaitTimeStarted: true });
    expect(waiting?.deploymentOverview).toBeUndefined();
    expect((await target(deploymentId))?.lifecycleEvents?.every(({ status }) => status === 'Succeeded')).toBe(true);
    expect(world.taskSetList.map(({ status }) => status)).toEqual(['ACTIVE', 'PRIMARY']);

    await clock.advance(5 * MINUTE);
    expect(await get(deploymentId)).toMatchObject({
      status: 'Succeeded',
      deploymentOverview: { Succeeded: 1, Failed: 0 },
    });
    expect(world.taskSetList.map(({ status }) => status)).toEqual(['DRAINING', 'PRIMARY']);
    expect(world.writes).toEqual([
      'test 0/100',
      'production 90/10',
      'production 0/100',
      'primary ecs-svc/9999999999999999992',
      'drain ecs-svc/9999999999999999991',
    ]);
  });

  it('stops on an alarm and rolls back in a deployment of its own', async () => {
    await group({
      deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
      alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
    });
    world.alarmList.push({ name: 'errors', state: 'OK', reason: '', changedAt: 0 });
    const { deploymentId } = await client.send(new CreateDeploymentCommand(deploymentOf()));
    await clock.advance(2.5 * MINUTE);
    expect(world.shares).toEqual([70, 30]);

    world.alarmList.splice(0, 1, { name: 'errors', state: 'ALARM', reason: '', changedAt: clock.now() });
    await clock.advance(30_000);
    expect(world.shares).toEqual([100, 0]);

    const original = await get(deploymentId);
    const rollbackId = original?.rollbackInfo?.rollbackDeploymentId;
    expect(original).toMatchObject({
      status: 'Stopped',
      errorInformation: {
        code: 'ALARM_ACTIVE',
        message:
          'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: errors',
      },
      rollbackInfo: {
        rollbackMessage: `Deployment ${deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ${rollbackId}.`,
      },
    });
    const events = (await target(deploymentId))?.lifecycleEvents?.map(({ status }) => status);
    expect(events?.slice(6)).toEqual(['Failed', 'Skipped']);
    const rollback = await get(rollbackId);
    expect(rollback).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
      rollbackInfo: {
        rollbackTriggeringDeploymentId: deploymentId,
        rollbackMessage: `Deployment ${rollbackId} is triggered to roll back deployment ${deploymentId}.`,
      },
    });
    // No new task set; blue never stopped being primary; green drains.
    expect(world.taskSetList.map(({ status }) => status)).toEqual(['PRIMARY', 'DRAINING']);
  });

  it('runs hooks once, believes only their reported status, and names the errors of a late report', async () => {
    await group();
    world.handlers.set('verify', () => ({}));
    const { deploymentId } = await client.send(
      new CreateDeploymentCommand(deploymentOf(2, { AfterAllowTestTraffic: 'verify' })),
    );
    await clock.advance(10 * MINUTE);
    expect(world.invocations).toHaveLength(1);
    expect(world.shares).toEqual([100, 0]);
    const lifecycleEventHookExecutionId = world.invocations[0]?.payload.LifecycleEventHookExecutionId;
    const report = (status: 'Succeeded' | 'Failed' | 'Skipped', id = lifecycleEventHookExecutionId) =>
      client.send(
        new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId: id, status }),
      );
    await expect(report('Skipped')).rejects.toMatchObject({
      name: 'InvalidLifecycleEventHookExecutionStatusException',
    });
    await expect(report('Succeeded', 'nobody')).rejects.toMatchObject({
      name: 'InvalidLifecycleEventHookExecutionIdException',
    });
    expect(await report('Failed')).toMatchObject({ lifecycleEventHookExecutionId });
    await clock.advance(MINUTE);
    await expect(report('Succeeded')).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
    expect(await get(deploymentId)).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'HOOK_EXECUTION_FAILURE' },
      deploymentOverview: { Failed: 1 },
    });
    expect(world.writes).toEqual(['test 0/100', 'test 100/0', 'production 100/0', expect.stringMatching(/^drain /)]);
  });

  it('waits in Ready for ContinueDeployment, and frees the group when the termination wait is ended', async () => {
    await group({
      blueGreenDeploymentConfiguration: {
        deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 30 },
        terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
      },
    });
    const { deploymentId } = await client.send(new CreateDeploymentCommand(deploymentOf()));
    const go = (deploymentWaitType: 'READY_WAIT' | 'TERMINATION_WAIT') =>
      client.send(new ContinueDeploymentCommand({ deploymentId, deploymentWaitType }));
    await expect(go('READY_WAIT')).rejects.toMatchObject({ name: 'DeploymentIsNotInReadyStateException' });
    await clock.advance(10 * MINUTE);
    expect(await get(deploymentId)).toMatchObject({ status: 'Ready' });
    await go('READY_WAIT');
    await clock.advance(MINUTE);
    expect(world.shares).toEqual([0, 100]);
    const second = client.send(new CreateDeploymentCommand(deploymentOf(3)));
    await expect(second).rejects.toBeInstanceOf(DeploymentLimitExceededException);
    await expect(second).rejects.toThrow(
      `The Deployment Group 'picus-prod' already has an active Deployment '${deploymentId}'`,
    );
    await go('TERMINATION_WAIT');
    await clock.advance(1000);
    expect(await get(deploymentId)).toMatchObject({ status: 'Succeeded' });
    await expect(go('TERMINATION_WAIT')).rejects.toMatchObject({ name: 'DeploymentAlreadyCompletedException' });

    // Blue is whoever is primary now: the second deployment goes the other way.
    const { deploymentId: next } = await client.send(new CreateDeploymentCommand(deploymentOf(3)));
    await clock.advance(10 * MINUTE);
    await client.send(new ContinueDeploymentCommand({ deploymentId: next }));
    await clock.advance(MINUTE);
    expect(world.shares).toEqual([100, 0]);
    expect((await get(next))?.previousRevision?.appSpecContent?.content).toContain('picus:2');
  });

  it('gives traffic back when it is stopped in the termination wait', async () => {
    await group();
    const { deploymentId } = await client.send(new CreateDeploymentCommand(deploymentOf()));
    await clock.advance(4 * MINUTE);
    expect(world.shares).toEqual([0, 100]);
    const stopped = await client.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
    expect(stopped.statusMessage).toBe('No more commands will be scheduled for execution in the deployment instances');
    await clock.advance(MINUTE);
    expect(world.shares).toEqual([100, 0]);
    expect(world.taskSetList.map(({ status }) => status)).toEqual(['PRIMARY', 'DRAINING']);
    expect(await get(deploymentId)).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
    await expect(client.send(new StopDeploymentCommand({ deploymentId }))).rejects.toMatchObject({
      name: 'DeploymentAlreadyCompletedException',
    });
    const { deployments } = await client.send(
      new ListDeploymentsCommand({
        applicationName: 'picus-prod',
        deploymentGroupName: 'picus-prod',
        includeOnlyStatuses: ['Stopped'],
      }),
    );
    expect(deployments).toEqual([deploymentId]);
  });

  it('refuses revisions that AWS would fail, or that it cannot rehearse', async () => {
    await group();
    const create = (revision: ReturnType<typeof deploymentOf>['revision']) =>
      client.send(new CreateDeploymentCommand({ ...deploymentOf(), revision }));
    await expect(create(undefined)).rejects.toThrow('RevisionLocation must be specified');
    const content = appSpecFor(2);
    await expect(
      create({ revisionType: 'AppSpecContent', appSpecContent: { content, sha256: 'f'.repeat(64) } }),
    ).rejects.toMatchObject({ name: 'InvalidRevisionException', message: expect.stringContaining('SHA-256') });
    await expect(create({ revisionType: 'S3', s3Location: { bucket: 'b', key: 'k' } })).rejects.toThrow('not S3');
    await expect(create({ revisionType: 'AppSpecContent', appSpecContent: { content: 'a: [' } })).rejects.toThrow(
      'The AppSpec file must be valid JSON or YAML',
    );
    const sha256 = createHash('sha256').update(content).digest('hex');
    const made = await create({ revisionType: 'AppSpecContent', appSpecContent: { content, sha256 } });
    expect(made.deploymentId).toBeDefined();
  });

  it('describes what `aws ecs deploy` looks for, and configurations', async () => {
    await group();
    const application = await client.send(new GetApplicationCommand({ applicationName: 'picus-prod' }));
    expect(application.application).toMatchObject({ computePlatform: 'ECS' });
    const { deploymentGroupInfo } = await client.send(
      new GetDeploymentGroupCommand({ applicationName: 'picus-prod', deploymentGroupName: 'picus-prod' }),
    );
    expect(deploymentGroupInfo).toMatchObject({
      computePlatform: 'ECS',
      ecsServices: [{ clusterName: 'picus', serviceName: 'picus-prod' }],
      blueGreenDeploymentConfiguration: groupRequest.blueGreenDeploymentConfiguration,
    });
    await client.send(
      new CreateDeploymentConfigCommand({
        deploymentConfigName: 'thirds',
        computePlatform: 'ECS',
        trafficRoutingConfig: { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 33, linearInterval: 1 } },
      }),
    );
    const { deploymentConfigInfo } = await client.send(
      new GetDeploymentConfigCommand({ deploymentConfigName: 'thirds' }),
    );
    expect(deploymentConfigInfo?.trafficRoutingConfig?.timeBasedLinear).toEqual({
      linearPercentage: 33,
      linearInterval: 1,
    });
    const { deploymentConfigsList } = await client.send(new ListDeploymentConfigsCommand({}));
    // Five for ECS, nine for Lambda and its own.
    expect(deploymentConfigsList).toHaveLength(15);
    const { deploymentId } = await client.send(
      new CreateDeploymentCommand({ ...deploymentOf(), deploymentConfigName: 'thirds' }),
    );
    await clock.advance(5 * MINUTE);
    expect(world.writes.filter((write) => write.startsWith('production'))).toEqual([
      'production 67/33',
      'production 34/66',
      'production 1/99',
      'production 0/100',
    ]);
    const { deploymentTargets } = await client.send(
      new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: ['picus:picus-prod'] }),
    );
    expect(deploymentTargets?.[0]?.deploymentTargetType).toBe('ECSTarget');
  });

  it('refuses groups with the texts of the real API', async () => {
    await expect(group({ deploymentStyle: undefined })).rejects.toMatchObject({
      name: 'InvalidDeploymentStyleException',
      message:
        'For ECS deployment, the deployment type must be BLUE_GREEN, and deployment option must be WITH_TRAFFIC_CONTROL.',
    });
    await expect(group({ loadBalancerInfo: undefined })).rejects.toThrow(
      'For ECS deployment group, loadBalancerInfo must be specified',
    );
    world.controller = 'ECS';
    await expect(group()).rejects.toThrow(
      "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
    );
    await expect(client.send(new GetApplicationCommand({ applicationName: 'x' }))).rejects.toMatchObject({
      name: 'ApplicationDoesNotExistException',
    });
    await expect(get('d-AAAAAAAAA')).rejects.toMatchObject({ name: 'DeploymentDoesNotExistException' });
  });
});
