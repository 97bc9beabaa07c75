import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { Alarms } from '../runtime/alarms/alarms.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { autoScaling, type AutoScaling } from '../runtime/scaling/auto-scaling.ts';
import {
  applicationAutoScalingScalableTargetProvider,
  type ScalableTargetProperties,
} from './application-auto-scaling-scalable-target.ts';
import {
  applicationAutoScalingScalingPolicyProvider,
  type ScalingPolicyProperties,
} from './application-auto-scaling-scaling-policy.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const context: ResourceContext = {
  scope,
  stackName: 'picus-prod-service',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-prod-service/1',
  logicalId: 'Target',
  stackTags: { env: 'prod' },
  token: 't',
  signal: new AbortController().signal,
};

/** Templates may write numbers as text. */
const target: ScalableTargetProperties = {
  ServiceNamespace: 'ecs',
  ScalableDimension: 'ecs:service:DesiredCount',
  ResourceId: 'service/main/web',
  MinCapacity: '2',
  MaxCapacity: '6',
};
const targetId = 'service/main/web|ecs:service:DesiredCount|ecs';
const policy: ScalingPolicyProperties = {
  PolicyName: 'cpu',
  PolicyType: 'TargetTrackingScaling',
  ScalingTargetId: targetId,
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: '70' as unknown as number,
    DisableScaleIn: 'false' as unknown as boolean,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
  },
};

let alarms: Alarms;
let scaling: AutoScaling;

beforeEach(() => {
  const clock = new ManualClock();
  alarms = new Alarms({ clock });
  scaling = autoScaling({
    clock,
    ids: randomIds,
    log: silentLog,
    alarms,
    metrics: { newest: () => undefined },
    counts: { read: () => ({ desired: 2, running: 2 }), set() {} },
  });
});

describe('AWS::ApplicationAutoScaling::ScalableTarget', () => {
  const provider = () => applicationAutoScalingScalableTargetProvider({ autoScaling: scaling });

  it('creates, updates without ending a suspension, and deletes', async () => {
    const state = await provider().create(target, context);
    expect(state).toEqual({ physicalId: targetId, attributes: { Id: targetId } });
    expect(scaling.targets.find(scope, 'service/main/web')).toMatchObject({
      minimum: 2,
      maximum: 6,
      tags: { env: 'prod' },
    });
    scaling.targets.register(scope, { resourceId: 'service/main/web', suspended: { dynamicScalingOut: true } });
    await provider().update(state, { ...target, MaxCapacity: 9 }, target, context);
    expect(scaling.targets.find(scope, 'service/main/web')).toMatchObject({
      maximum: 9,
      suspended: { dynamicScalingOut: true },
    });
    await provider().delete(state, target, context);
    await provider().delete(state, target, context);
    expect(scaling.targets.list(scope)).toEqual([]);
  });

  it('fails where the API fails', async () => {
    await expect(provider().create({ ...target, ServiceNamespace: 'rds' }, context)).rejects.toThrow('rds');
    await provider().create(target, context);
    await expect(provider().create(target, context)).rejects.toThrow('already exists');
  });
});

describe('AWS::ApplicationAutoScaling::ScalingPolicy', () => {
  const provider = () => applicationAutoScalingScalingPolicyProvider({ autoScaling: scaling });

  beforeEach(() => {
    scaling.targets.register(scope, { resourceId: 'service/main/web', minimum: 1, maximum: 2 });
  });

  it('creates, updates its alarms in place, and deletes them', async () => {
    const state = await provider().create(policy, context);
    expect(state.attributes).toEqual({ Arn: state.physicalId });
    const before = alarms.list(scope).map(({ definition }) => definition.name);
    expect(before).toHaveLength(2);
    const changed = {
      ...policy,
      TargetTrackingScalingPolicyConfiguration: { ...policy.TargetTrackingScalingPolicyConfiguration, TargetValue: 50 },
    };
    expect(await provider().update(state, changed, policy, context)).toEqual(state);
    expect(alarms.list(scope).map(({ definition }) => [definition.name, definition.threshold])).toEqual([
      [before[0], 50],
      [before[1], 45],
    ]);
    await provider().delete(state, changed, context);
    await provider().delete(state, changed, context);
    expect(alarms.list(scope)).toEqual([]);
  });

  it('refuses what is not rehearsed', async () => {
    await expect(provider().create({ ...policy, PolicyType: 'StepScaling' }, context)).rejects.toThrow('StepScaling');
    const { ScalingTargetId: _none, ...nowhere } = policy;
    await expect(provider().create(nowhere, context)).rejects.toThrow('needs ScalingTargetId');
  });
});
