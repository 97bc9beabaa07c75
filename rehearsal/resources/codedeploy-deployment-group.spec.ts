import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { randomIds } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { codeDeploy, type CodeDeploy } from '../runtime/deployments/codedeploy.ts';
import { FakeReleaseWorld, LISTENER, ROLE, SCOPE, TEST_LISTENER } from '../runtime/deployments/fake-release-world.ts';
import { codedeployApplicationProvider } from './codedeploy-application.ts';
import { codedeployDeploymentConfigProvider } from './codedeploy-deployment-config.ts';
import { codedeployDeploymentGroupProvider } from './codedeploy-deployment-group.ts';

const context = {
  scope: SCOPE,
  stackName: 'picus-prod-service',
  stackId: 'stack',
  logicalId: 'Group',
  stackTags: { app: 'picus' },
  token: 'token',
  signal: new AbortController().signal,
};

/** As the CDK writes it, with numbers and booleans as text here and there. */
const group = {
  ApplicationName: 'picus-prod',
  DeploymentGroupName: 'picus-prod',
  DeploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
  ServiceRoleArn: ROLE,
  DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'BLUE_GREEN' },
  ECSServices: [{ ClusterName: 'picus', ServiceName: 'picus-prod' }],
  LoadBalancerInfo: {
    TargetGroupPairInfoList: [
      {
        ProdTrafficRoute: { ListenerArns: [LISTENER] },
        TargetGroups: [{ Name: 'picus-blue' }, { Name: 'picus-green' }],
        TestTrafficRoute: { ListenerArns: [TEST_LISTENER] },
      },
    ],
  },
  BlueGreenDeploymentConfiguration: {
    DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
    TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: '60' },
  },
  AutoRollbackConfiguration: { Enabled: 'true', Events: ['DEPLOYMENT_FAILURE'] },
  AlarmConfiguration: { Enabled: true, IgnorePollAlarmFailure: false, Alarms: [{ Name: 'errors' }] },
};

describe('CodeDeploy in templates', () => {
  let engine: CodeDeploy;

  beforeEach(async () => {
    const world = new FakeReleaseWorld();
    engine = codeDeploy({
      clock: new ManualClock(),
      ids: randomIds,
      log: silentLog,
      taskSets: world.taskSets,
      targetGroups: world.targetGroups,
      listeners: world.listeners,
      functions: world.functions,
      alarmStates: world.alarmStates,
      appSpecs: { parse: (content) => JSON.parse(content) as unknown },
    });
    const application = codedeployApplicationProvider({ codeDeploy: engine, ids: randomIds });
    await application.create({ ApplicationName: 'picus-prod', ComputePlatform: 'ECS' }, context);
  });

  afterEach(() => engine.close());

  const provider = () => codedeployDeploymentGroupProvider({ codeDeploy: engine, ids: randomIds });
  const stored = () => engine.groups.get(SCOPE, 'picus-prod', 'picus-prod');

  it('makes the group that the template describes; Ref is its name', async () => {
    const state = await provider().create(group, context);
    expect(state.physicalId).toBe('picus-prod');
    expect(stored()).toMatchObject({
      configName: 'CodeDeployDefault.ECSCanary10Percent5Minutes',
      termination: { action: 'TERMINATE', waitMinutes: 60 },
      autoRollback: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
      alarms: { enabled: true, names: ['errors'], ignorePollAlarmFailure: false },
      pair: { productionListenerArn: LISTENER, testListenerArn: TEST_LISTENER },
      tags: { app: 'picus' },
    });
  });

  it('switches off what an update no longer names, and keeps the group itself', async () => {
    const state = await provider().create(group, context);
    const { id } = stored();
    const { AlarmConfiguration: _alarms, DeploymentConfigName: _config, ...rest } = group;
    await provider().update(state, rest, group, context);
    expect(stored()).toMatchObject({
      id,
      alarms: { enabled: false, names: [] },
      autoRollback: { enabled: true },
      configName: 'CodeDeployDefault.ECSAllAtOnce',
    });
  });

  it('deletes, also when the application went first', async () => {
    const state = await provider().create(group, context);
    await provider().delete(state, group, context);
    expect(engine.groups.list(SCOPE, 'picus-prod')).toEqual([]);
    engine.deleteApplication(SCOPE, 'picus-prod');
    await provider().delete(state, group, context);
  });

  it('says what CodeDeploy would say', async () => {
    const { LoadBalancerInfo: _info, ...rest } = group;
    await expect(provider().create(rest, context)).rejects.toThrow(
      'For ECS deployment group, loadBalancerInfo must be specified',
    );
  });

  it('makes configurations of its own, checked', async () => {
    const configs = codedeployDeploymentConfigProvider({ codeDeploy: engine, ids: randomIds });
    const linear = (LinearPercentage: number | string) => ({
      ComputePlatform: 'ECS',
      TrafficRoutingConfig: { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearInterval: '2', LinearPercentage } },
    });
    const { physicalId } = await configs.create(linear('30'), context);
    expect(physicalId).toMatch(/^picus-prod-service-Group-/);
    expect(engine.configs.get(SCOPE, physicalId).routing).toEqual({
      type: 'TimeBasedLinear',
      percentage: 30,
      intervalMinutes: 2,
    });
    await expect(configs.create(linear(0), context)).rejects.toThrow('whole number from 1 to 99');
  });
});
