import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  ContinueDeploymentCommand,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentConfigCommand,
  CreateDeploymentGroupCommand,
  DeploymentLimitExceededException,
  GetApplicationCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
  UpdateDeploymentGroupCommand,
  waitUntilDeploymentSuccessful,
} from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { type FakeReleaseWorld, groupRequest } from '../../rehearsal/runtime/deployments/fake-release-world.ts';
import {
  functionAppSpec,
  functionGroupRequest,
} from '../../rehearsal/runtime/function-deployments/fake-function-aliases.ts';
import { codeDeployFixture, type CodeDeployFixture } from './support/codedeploy-fixture.ts';

const MINUTE = 60_000;
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';
const LINEAR = 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute';

describe('CodeDeploy for Lambda through its own client', () => {
  let fixture: CodeDeployFixture;
  let world: FakeReleaseWorld;
  let clock: ManualClock;
  let client: CodeDeployClient;

  beforeEach(async () => {
    clock = new ManualClock();
    fixture = await codeDeployFixture(clock);
    ({ world, client } = fixture);
    await client.send(new CreateApplicationCommand({ applicationName: 'picus-functions', computePlatform: 'Lambda' }));
  });

  afterEach(() => fixture.stop());

  const group = (more: object = {}) =>
    client.send(new CreateDeploymentGroupCommand({ ...functionGroupRequest, deploymentConfigName: CANARY, ...more }));

  const deploy = async (content = functionAppSpec(), more: object = {}) => {
    const revision = { revisionType: 'AppSpecContent' as const, appSpecContent: { content } };
    const names = { applicationName: 'picus-functions', deploymentGroupName: 'picus-delete-item' };
    return (await client.send(new CreateDeploymentCommand({ ...names, revision, ...more }))).deploymentId;
  };

  const get = async (deploymentId: string | undefined) =>
    (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo;

  const target = async (deploymentId: string | undefined) => {
    const { targetIds } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
    const [targetId] = targetIds ?? [];
    const { deploymentTarget } = await client.send(new GetDeploymentTargetCommand({ deploymentId, targetId }));
    expect(deploymentTarget?.deploymentTargetType).toBe('LambdaTarget');
    return deploymentTarget?.lambdaTarget;
  };

  const eventsOf = async (deploymentId: string | undefined) =>
    (await target(deploymentId))?.lifecycleEvents?.map(
      ({ lifecycleEventName, status }) => `${lifecycleEventName} ${status}`,
    );

  /** The deployment has ended: the first look is enough. */
  const waiter = () => ({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 5 });

  const without = { autoRollbackConfiguration: { enabled: false, events: [] } };

  it('shifts an alias by canary; target and alias agree on the weights at every moment', async () => {
    await group();
    const deploymentId = await deploy();
    expect(await get(deploymentId)).toMatchObject({
      status: 'Created',
      creator: 'user',
      computePlatform: 'Lambda',
      deploymentConfigName: CANARY,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    });
    await clock.advance(MINUTE);
    expect(world.aliases.routing).toEqual({ version: '1', additional: { version: '2', weight: 0.1 } });
    const shifting = await target(deploymentId);
    expect(shifting).toMatchObject({
      targetId: 'picus-delete-item',
      targetArn: 'arn:aws:lambda:eu-west-1:111111111111:function:picus-delete-item',
      status: 'InProgress',
      lambdaFunctionInfo: {
        functionName: 'picus-delete-item',
        functionAlias: 'live',
        currentVersion: '1',
        targetVersion: '2',
        targetVersionWeight: 10,
      },
    });
    expect(await eventsOf(deploymentId)).toEqual([
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic InProgress',
      'AfterAllowTraffic Pending',
    ]);

    await clock.advance(5 * MINUTE);
    expect(world.aliases.routing).toEqual({ version: '2' });
    const waited = await waitUntilDeploymentSuccessful(waiter(), { deploymentId });
    expect(waited.state).toBe('SUCCESS');
    const done = await get(deploymentId);
    expect(done).toMatchObject({ status: 'Succeeded', deploymentOverview: { Succeeded: 1 } });
    expect(done?.instanceTerminationWaitTimeStarted).toBe(false);
    const { deploymentTargets } = await client.send(
      new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: ['picus-delete-item'] }),
    );
    expect(deploymentTargets?.[0]?.lambdaTarget).toMatchObject({
      status: 'Succeeded',
      lambdaFunctionInfo: { targetVersionWeight: 100 },
    });
  });

  it('stops on an alarm and puts the alias back in a deployment of its own', async () => {
    await group({ deploymentConfigName: LINEAR, alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] } });
    world.alarmList.push({ name: 'errors', state: 'OK', reason: '', changedAt: 0 });
    const deploymentId = await deploy();
    await clock.advance(2.5 * MINUTE);
    expect((await target(deploymentId))?.lambdaFunctionInfo?.targetVersionWeight).toBe(30);

    world.alarmList.splice(0, 1, { name: 'errors', state: 'ALARM', reason: '', changedAt: clock.now() });
    await clock.advance(30_000);
    expect(world.aliases.routing).toEqual({ version: '1' });
    const stopped = await get(deploymentId);
    const rollbackId = stopped?.rollbackInfo?.rollbackDeploymentId;
    expect(stopped).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'ALARM_ACTIVE', message: expect.stringMatching(/Activated alarms: errors$/) },
      rollbackInfo: {
        rollbackMessage: `Deployment ${deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ${rollbackId}.`,
      },
    });
    expect(await eventsOf(deploymentId)).toEqual([
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic Failed',
      'AfterAllowTraffic Skipped',
    ]);
    expect(await get(rollbackId)).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      computePlatform: 'Lambda',
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      rollbackInfo: { rollbackTriggeringDeploymentId: deploymentId },
    });
    expect((await target(rollbackId))?.lambdaFunctionInfo).toMatchObject({
      currentVersion: '2',
      targetVersion: '1',
      targetVersionWeight: 100,
    });
  });

  it('listens to the alarms of the release instead of those of the group', async () => {
    await group({ alarmConfiguration: { enabled: true, alarms: [{ name: 'old' }] } });
    world.alarmList.push({ name: 'old', state: 'ALARM', reason: '', changedAt: 0 });
    world.alarmList.push({ name: 'new', state: 'OK', reason: '', changedAt: 0 });
    const deploymentId = await deploy(functionAppSpec(), {
      overrideAlarmConfiguration: { enabled: true, alarms: [{ name: 'new' }] },
    });
    await clock.advance(10 * MINUTE);
    expect(await get(deploymentId)).toMatchObject({
      status: 'Succeeded',
      overrideAlarmConfiguration: { alarms: [{ name: 'new' }] },
    });
  });

  it('runs hooks once; a failed one fails the deployment and returns the alias', async () => {
    await group();
    world.handlers.set('check', () => ({}));
    world.handlers.set('verify', () => ({}));
    const deploymentId = await deploy(
      functionAppSpec('1', '2', { BeforeAllowTraffic: 'check', AfterAllowTraffic: 'verify' }),
    );
    const report = (status: 'Succeeded' | 'Failed') =>
      client.send(
        new PutLifecycleEventHookExecutionStatusCommand({
          deploymentId,
          lifecycleEventHookExecutionId: world.invocations.at(-1)?.payload.LifecycleEventHookExecutionId,
          status,
        }),
      );
    await clock.advance(10 * MINUTE);
    expect(world.aliases.writes).toEqual([]);
    await report('Succeeded');
    await clock.advance(10 * MINUTE);
    expect(world.invocations.map(({ name }) => name)).toEqual(['check', 'verify']);
    expect(world.invocations[1]?.payload.DeploymentId).toBe(deploymentId);
    expect(world.aliases.routing).toEqual({ version: '2' });
    await report('Failed');
    await clock.advance(MINUTE);
    expect(await get(deploymentId)).toMatchObject({
      status: 'Failed',
      errorInformation: {
        code: 'HOOK_EXECUTION_FAILURE',
        message: 'The deployment failed because one or more of the lifecycle event validation functions failed.',
      },
    });
    expect(world.aliases.routing).toEqual({ version: '1' });
    expect(await eventsOf(deploymentId)).toEqual([
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic Succeeded',
      'AfterAllowTraffic Failed',
    ]);
    await expect(report('Succeeded')).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  });

  it('waits an hour for a hook and no longer', async () => {
    await group(without);
    world.handlers.set('check', () => ({}));
    const deploymentId = await deploy(functionAppSpec('1', '2', { BeforeAllowTraffic: 'check' }));
    await clock.advance(59 * MINUTE);
    expect(await get(deploymentId)).toMatchObject({ status: 'InProgress' });
    await clock.advance(2 * MINUTE);
    expect(await get(deploymentId)).toMatchObject({
      status: 'Failed',
      errorInformation: { message: expect.stringContaining('within one hour after a deployment hook is invoked.') },
    });
  });

  it('stops on request: with a rollback the alias returns; without one it stays, and refuses the next deployment', async () => {
    await group(without);
    const deploymentId = await deploy();
    await clock.advance(MINUTE);
    await client.send(new StopDeploymentCommand({ deploymentId }));
    await clock.advance(MINUTE);
    expect(await get(deploymentId)).toMatchObject({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
    expect((await get(deploymentId))?.rollbackInfo).toBeUndefined();
    expect(world.aliases.routing).toEqual({ version: '1', additional: { version: '2', weight: 0.1 } });

    const next = await deploy();
    await clock.advance(MINUTE);
    expect(await get(next)).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'INVALID_LAMBDA_CONFIGURATION' },
    });
    world.aliases.routing = { version: '1' };
    const third = await deploy();
    await clock.advance(MINUTE);
    await client.send(new StopDeploymentCommand({ deploymentId: third, autoRollbackEnabled: true }));
    await clock.advance(MINUTE);
    expect(world.aliases.routing).toEqual({ version: '1' });
    await expect(client.send(new StopDeploymentCommand({ deploymentId: third }))).rejects.toMatchObject({
      name: 'DeploymentAlreadyCompletedException',
    });
  });

  it('has one active deployment a group, and no wait to continue', async () => {
    await group();
    const deploymentId = await deploy();
    const second = deploy();
    await expect(second).rejects.toBeInstanceOf(DeploymentLimitExceededException);
    await expect(second).rejects.toThrow(
      `The Deployment Group 'picus-delete-item' already has an active Deployment '${deploymentId}'`,
    );
    await expect(client.send(new ContinueDeploymentCommand({ deploymentId }))).rejects.toMatchObject({
      name: 'UnsupportedActionForDeploymentTypeException',
    });
    await clock.advance(10 * MINUTE);
    world.aliases.versions.add('3');
    const third = await deploy(functionAppSpec('2', '3'));
    await clock.advance(10 * MINUTE);
    expect((await get(third))?.previousRevision?.appSpecContent?.content).toBe(functionAppSpec());
    const { deployments } = await client.send(
      new ListDeploymentsCommand({
        applicationName: 'picus-functions',
        deploymentGroupName: 'picus-delete-item',
        includeOnlyStatuses: ['Succeeded'],
      }),
    );
    expect(deployments).toEqual([third, deploymentId]);
  });

  it('fails a deployment whose alias is not what its AppSpec says, in the words of AWS', async () => {
    await group();
    const deploymentId = await deploy(functionAppSpec('2', '3'));
    await clock.advance(MINUTE);
    const failed = await get(deploymentId);
    expect(failed).toMatchObject({
      status: 'Failed',
      errorInformation: {
        code: 'INVALID_LAMBDA_CONFIGURATION',
        message:
          'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. The Lambda function alias version does not match the current version in AppSpec file.',
      },
    });
    expect(failed?.rollbackInfo).toBeUndefined();
    await expect(waitUntilDeploymentSuccessful(waiter(), { deploymentId })).rejects.toThrow(
      'INVALID_LAMBDA_CONFIGURATION',
    );
  });

  it('refuses AppSpecs of the other platform', async () => {
    await group();
    const ecs = JSON.stringify({ version: 0.0, Resources: [{ TargetService: { Type: 'AWS::ECS::Service' } }] });
    await expect(deploy(ecs)).rejects.toMatchObject({ name: 'InvalidRevisionException' });
    await expect(deploy('a: [')).rejects.toThrow('The AppSpec file must be valid JSON or YAML');
    const yaml = [
      'version: 0.0',
      'Resources:',
      '  - fn:',
      '      Type: AWS::Lambda::Function',
      '      Properties: { Name: picus-delete-item, Alias: live, CurrentVersion: 1, TargetVersion: 2 }',
    ].join('\n');
    const deploymentId = await deploy(yaml);
    await clock.advance(10 * MINUTE);
    expect(await get(deploymentId)).toMatchObject({ status: 'Succeeded' });
  });

  it('refuses groups with the texts of the real API', async () => {
    await expect(group({ deploymentStyle: undefined })).rejects.toMatchObject({
      name: 'InvalidDeploymentStyleException',
      message:
        'For LAMBDA deployment, the deployment type must be BLUE_GREEN, and deployment option must be WITH_TRAFFIC_CONTROL.',
    });
    const { blueGreenDeploymentConfiguration, loadBalancerInfo, ecsServices } = groupRequest;
    await expect(group({ blueGreenDeploymentConfiguration })).rejects.toThrow(
      'For Lambda deployment group, blueGreenDeploymentConfiguration can not be specified',
    );
    await expect(group({ loadBalancerInfo })).rejects.toMatchObject({ name: 'InvalidLoadBalancerInfoException' });
    await expect(group({ ecsServices })).rejects.toMatchObject({ name: 'InvalidECSServiceException' });
    await expect(group({ deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' })).rejects.toThrow(
      'does not match expected compute platform, correct compute platform should be Lambda.',
    );
    const ecsGroup = { ...groupRequest, deploymentConfigName: CANARY };
    await expect(client.send(new CreateDeploymentGroupCommand(ecsGroup))).rejects.toThrow(
      'correct compute platform should be ECS.',
    );
  });

  it('describes its application, group and configurations', async () => {
    const { application } = await client.send(new GetApplicationCommand({ applicationName: 'picus-functions' }));
    expect(application).toMatchObject({ computePlatform: 'Lambda' });
    await client.send(
      new CreateDeploymentConfigCommand({
        deploymentConfigName: 'quarters',
        computePlatform: 'Lambda',
        trafficRoutingConfig: { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 25, linearInterval: 2 } },
      }),
    );
    const { deploymentConfigInfo } = await client.send(
      new GetDeploymentConfigCommand({ deploymentConfigName: 'quarters' }),
    );
    expect(deploymentConfigInfo).toMatchObject({
      computePlatform: 'Lambda',
      trafficRoutingConfig: { timeBasedLinear: { linearPercentage: 25, linearInterval: 2 } },
    });
    await expect(
      client.send(new CreateDeploymentConfigCommand({ deploymentConfigName: 'none', computePlatform: 'Lambda' })),
    ).rejects.toThrow('Traffic routing configuration cannot be null nor empty');
    await group({ deploymentConfigName: undefined });
    await client.send(
      new UpdateDeploymentGroupCommand({
        applicationName: 'picus-functions',
        currentDeploymentGroupName: 'picus-delete-item',
        alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
      }),
    );
    const { deploymentGroupInfo } = await client.send(
      new GetDeploymentGroupCommand({
        applicationName: 'picus-functions',
        deploymentGroupName: 'picus-delete-item',
      }),
    );
    expect(deploymentGroupInfo).toMatchObject({
      computePlatform: 'Lambda',
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      alarmConfiguration: { alarms: [{ name: 'errors' }] },
      autoRollbackConfiguration: { enabled: true },
    });
    expect(deploymentGroupInfo).not.toHaveProperty('ecsServices');
    expect(deploymentGroupInfo).not.toHaveProperty('loadBalancerInfo');
  });
});
