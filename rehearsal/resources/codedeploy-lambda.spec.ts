import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { randomIds } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { codeDeploy, type CodeDeploy } from '../runtime/deployments/codedeploy.ts';
import { FakeReleaseWorld, ROLE, SCOPE } from '../runtime/deployments/fake-release-world.ts';
import { codedeployApplicationProvider } from './codedeploy-application.ts';
import { codedeployDeploymentConfigProvider } from './codedeploy-deployment-config.ts';
import { codedeployDeploymentGroupProvider } from './codedeploy-deployment-group.ts';

const context = {
  scope: SCOPE,
  stackName: 'picus-prod-functions',
  stackId: 'stack',
  logicalId: 'Group',
  stackTags: { app: 'picus' },
  token: 'token',
  signal: new AbortController().signal,
};

/** As the CDK writes a group of a function. */
const group = {
  ApplicationName: 'picus-functions',
  DeploymentGroupName: 'picus-delete-item',
  DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  ServiceRoleArn: ROLE,
  DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'BLUE_GREEN' },
  AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
  AlarmConfiguration: { Enabled: true, Alarms: [{ Name: 'errors' }] },
};

describe('CodeDeploy for Lambda in templates', () => {
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
    await application.create({ ApplicationName: 'picus-functions', ComputePlatform: 'Lambda' }, context);
  });

  afterEach(() => engine.close());

  const provider = () => codedeployDeploymentGroupProvider({ codeDeploy: engine, ids: randomIds });
  const stored = () => engine.groups.get(SCOPE, 'picus-functions', 'picus-delete-item');

  it('makes the group that the template describes, for the platform of its application', async () => {
    expect((await provider().create(group, context)).physicalId).toBe('picus-delete-item');
    expect(stored()).toMatchObject({
      computePlatform: 'Lambda',
      configName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      autoRollback: { enabled: true },
      alarms: { enabled: true, names: ['errors'] },
      tags: { app: 'picus' },
    });
  });

  it('switches off what an update no longer names: the configuration becomes that of the platform', async () => {
    const state = await provider().create(group, context);
    const { DeploymentConfigName: _config, AlarmConfiguration: _alarms, ...rest } = group;
    await provider().update(state, rest, group, context);
    expect(stored()).toMatchObject({
      configName: 'CodeDeployDefault.LambdaAllAtOnce',
      alarms: { enabled: false },
      autoRollback: { enabled: true },
    });
  });

  it('says what CodeDeploy would say', async () => {
    const ecs = { ...group, DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce' };
    await expect(provider().create(ecs, context)).rejects.toThrow('correct compute platform should be Lambda');
    const waits = { ...group, BlueGreenDeploymentConfiguration: {} };
    await expect(provider().create(waits, context)).rejects.toThrow('blueGreenDeploymentConfiguration can not be');
    const { DeploymentStyle: _style, ...styleless } = group;
    await expect(provider().create(styleless, context)).rejects.toThrow('For LAMBDA deployment');
  });

  it('makes configurations for Lambda, checked', async () => {
    const configs = codedeployDeploymentConfigProvider({ codeDeploy: engine, ids: randomIds });
    const canary = (CanaryPercentage: number | string) => ({
      ComputePlatform: 'Lambda',
      TrafficRoutingConfig: { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryInterval: '2', CanaryPercentage } },
    });
    const { physicalId } = await configs.create(canary('5'), context);
    expect(engine.configs.get(SCOPE, physicalId)).toMatchObject({
      computePlatform: 'Lambda',
      routing: { type: 'TimeBasedCanary', percentage: 5, intervalMinutes: 2 },
    });
    await expect(configs.create(canary(100), context)).rejects.toThrow('percentage is from 1 to 99');
    await expect(configs.create({ ComputePlatform: 'Lambda' }, context)).rejects.toThrow('cannot be null');
    await expect(configs.create({ ComputePlatform: 'Kubernetes' }, context)).rejects.toThrow('not to Kubernetes');
  });
});
