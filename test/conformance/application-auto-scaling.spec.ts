import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand,
  ListTagsForResourceCommand,
  ObjectNotFoundException,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  ValidationException,
} from '@aws-sdk/client-application-auto-scaling';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Alarms } from '../../rehearsal/runtime/alarms/alarms.ts';
import { autoScaling } from '../../rehearsal/runtime/scaling/auto-scaling.ts';
import { applicationAutoScalingApi } from '../../rehearsal/services/application-auto-scaling/application-auto-scaling-api.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

let clock: ManualClock;
let gateway: TestGateway;
let client: ApplicationAutoScalingClient;

const kind = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;
const target = { ...kind, ResourceId: 'service/main/web' };
const cpu = {
  PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
  TargetValue: 70,
  ScaleInCooldown: 300,
} as const;

beforeEach(async () => {
  clock = new ManualClock();
  const scaling = autoScaling({
    clock,
    ids: randomIds,
    log: silentLog,
    alarms: new Alarms({ clock }),
    metrics: { newest: () => undefined },
    counts: {
      read: (_scope, { service }) => (service === 'web' ? { desired: 2, running: 2 } : undefined),
      set() {},
    },
  });
  gateway = await startGateway([applicationAutoScalingApi({ autoScaling: scaling })]);
  client = new ApplicationAutoScalingClient(gateway.clientConfig());
});

afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const register = (more: object = {}) => client.send(new RegisterScalableTargetCommand({ ...target, ...more }));
const described = async () =>
  (await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }))).ScalableTargets;
const put = (more: object = {}) =>
  client.send(
    new PutScalingPolicyCommand({
      ...target,
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: cpu,
      ...more,
    }),
  );

describe('scalable targets', () => {
  it('are registered, suspended without touching anything else, and deregistered', async () => {
    const { ScalableTargetARN } = await register({ MinCapacity: 2, MaxCapacity: 6 });
    const before = {
      ...target,
      MinCapacity: 2,
      MaxCapacity: 6,
      RoleARN: expect.stringContaining('AWSServiceRoleForApplicationAutoScaling_ECSService'),
      CreationTime: new Date(clock.now()),
      SuspendedState: {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: false,
      },
      ScalableTargetARN,
    };
    expect(await described()).toEqual([before]);
    const SuspendedState = {
      DynamicScalingInSuspended: true,
      DynamicScalingOutSuspended: true,
      ScheduledScalingSuspended: true,
    };
    expect(await register({ SuspendedState })).toMatchObject({ ScalableTargetARN });
    expect(await described()).toEqual([{ ...before, SuspendedState }]);
    await register({ MaxCapacity: 9 });
    expect(await described()).toEqual([{ ...before, SuspendedState, MaxCapacity: 9 }]);
    await client.send(new DeregisterScalableTargetCommand(target));
    expect(await described()).toEqual([]);
    await expect(client.send(new DeregisterScalableTargetCommand(target))).rejects.toBeInstanceOf(
      ObjectNotFoundException,
    );
  });

  it('carry tags', async () => {
    const { ScalableTargetARN: ResourceARN } = await register({ MinCapacity: 2, MaxCapacity: 6, Tags: { a: '1' } });
    await client.send(new TagResourceCommand({ ResourceARN, Tags: { b: '2' } }));
    const tags = async () => (await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    expect(await tags()).toEqual({ a: '1', b: '2' });
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['a'] }));
    expect(await tags()).toEqual({ b: '2' });
    const nobody = client.send(new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}0` }));
    await expect(nobody).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it.each([
    ['a service that does not exist', { ResourceId: 'service/main/none', MinCapacity: 1, MaxCapacity: 2 }],
    ['another namespace', { ServiceNamespace: 'dynamodb', MinCapacity: 1, MaxCapacity: 2 }],
    ['no bounds', {}],
    ['crossed bounds', { MinCapacity: 3, MaxCapacity: 2 }],
  ])('refuse %s', async (_what, input) => {
    await expect(register(input)).rejects.toBeInstanceOf(ValidationException);
  });
});

describe('scaling policies', () => {
  beforeEach(() => register({ MinCapacity: 2, MaxCapacity: 6 }));

  it('are put, described as they were put, and deleted', async () => {
    const { PolicyARN, Alarms: alarms } = await put();
    expect(alarms?.map(({ AlarmName }) => AlarmName?.replace(/-[0-9a-f]{8}-.*$/, ''))).toEqual([
      'TargetTracking-service/main/web-AlarmHigh',
      'TargetTracking-service/main/web-AlarmLow',
    ]);
    const describe = async (more: object = {}) =>
      (await client.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ...more }))).ScalingPolicies;
    expect(await describe({ ResourceId: target.ResourceId })).toEqual([
      {
        ...target,
        PolicyARN,
        PolicyName: 'cpu',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: cpu,
        Alarms: alarms,
        CreationTime: new Date(clock.now()),
      },
    ]);
    expect(await describe({ PolicyNames: ['other'] })).toEqual([]);
    await client.send(new DeleteScalingPolicyCommand({ ...target, PolicyName: 'cpu' }));
    expect(await describe()).toEqual([]);
    await expect(client.send(new DeleteScalingPolicyCommand({ ...target, PolicyName: 'cpu' }))).rejects.toBeInstanceOf(
      ObjectNotFoundException,
    );
  });

  it('are refused by name where they are not rehearsed', async () => {
    await expect(put({ PolicyType: 'StepScaling' })).rejects.toThrow(/StepScaling/);
    await expect(put({ PolicyType: undefined })).rejects.toThrow(/StepScaling/);
    await expect(put({ ResourceId: 'service/main/other' })).rejects.toBeInstanceOf(ObjectNotFoundException);
    const action = new PutScheduledActionCommand({ ...target, ScheduledActionName: 'night', Schedule: 'rate(1 day)' });
    await expect(client.send(action)).rejects.toThrow(/scheduled actions/);
    const scheduled = await client.send(new DescribeScheduledActionsCommand({ ServiceNamespace: 'ecs' }));
    expect(scheduled.ScheduledActions).toEqual([]);
    const activities = await client.send(new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs' }));
    expect(activities.ScalingActivities).toEqual([]);
  });
});

describe(`the AWS CLI (${awsCliState})`, () => {
  it('suspends, and sees it', async () => {
    if (awsCliVersion === undefined) return;
    await register({ MinCapacity: 2, MaxCapacity: 6 });
    const words = (command: string, ...more: string[]) =>
      awsCli(gateway, 'application-autoscaling', command, '--service-namespace', 'ecs', ...more);
    const suspended = await words(
      'register-scalable-target',
      '--resource-id',
      target.ResourceId,
      '--scalable-dimension',
      kind.ScalableDimension,
      '--suspended-state',
      'DynamicScalingInSuspended=true',
    );
    expect(suspended.code).toBe(0);
    const { stdout } = await words('describe-scalable-targets');
    expect(JSON.parse(stdout)).toMatchObject({
      ScalableTargets: [{ MinCapacity: 2, SuspendedState: { DynamicScalingInSuspended: true } }],
    });
  });
});
