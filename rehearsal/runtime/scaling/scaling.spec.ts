import { describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { AlarmRunner } from '../alarms/alarm-runner.ts';
import { Alarms } from '../alarms/alarms.ts';
import { MetricStore } from '../metrics/metric-store.ts';
import { autoScaling } from './auto-scaling.ts';
import type { TargetTrackingInput } from './target-tracking-input.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const resourceId = 'service/main/web';
const cpu: TargetTrackingInput = {
  TargetValue: 70,
  PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
};

/** A service that runs at once what it shall, and whose load is whatever the test says for each minute. */
function world() {
  const clock = new ManualClock();
  const metrics = new MetricStore();
  const alarms = new Alarms({ clock });
  const alarmRunner = new AlarmRunner({ clock, log: silentLog, alarms, metrics });
  const service = { desired: 2, running: 2 };
  const counts = {
    read: () => service,
    set: (_scope: unknown, _service: unknown, desired: number) =>
      void Object.assign(service, { desired, running: desired }),
  };
  const scaling = autoScaling({ clock, ids: randomIds, log: silentLog, alarms, metrics: alarmRunner, counts });
  scaling.targets.register(scope, { resourceId, minimum: 2, maximum: 8 });
  alarmRunner.start();
  scaling.start();
  const minute = async (percent: number | undefined) => {
    const dimensions = { ClusterName: 'main', ServiceName: 'web' };
    const metric = { namespace: 'AWS/ECS', name: 'CPUUtilization', dimensions };
    if (percent !== undefined) metrics.record(scope, [{ ...metric, at: clock.now() + 1000, values: [percent] }]);
    await clock.advance(60_000);
  };
  const minutes = async (count: number, percent: number | undefined) => {
    for (let at = 0; at < count; at++) await minute(percent);
  };
  const stop = () => {
    scaling.stop();
    alarmRunner.stop();
  };
  return { clock, alarms, service, scaling, minutes, stop };
}

describe('a scalable target with a target tracking policy', () => {
  it('has two alarms, as AWS makes them', () => {
    const { scaling, alarms, stop } = world();
    const policy = scaling.policies.put(scope, resourceId, 'cpu', cpu);
    stop();
    expect(policy.arn).toMatch(
      /^arn:aws:autoscaling:eu-west-1:111111111111:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/main\/web:policyName\/cpu$/,
    );
    expect(alarms.list(scope).map(({ definition }) => definition)).toMatchObject([
      {
        name: expect.stringMatching(/^TargetTracking-service\/main\/web-AlarmHigh-[0-9a-f-]{36}$/),
        comparisonOperator: 'GreaterThanThreshold',
        threshold: 70,
        evaluationPeriods: 3,
        alarmActions: [policy.arn],
      },
      {
        name: expect.stringMatching(/^TargetTracking-service\/main\/web-AlarmLow-[0-9a-f-]{36}$/),
        comparisonOperator: 'LessThanThreshold',
        threshold: 63,
        evaluationPeriods: 15,
      },
    ]);
  });

  it('scales out after three minutes above the target, once in a cool-down', async () => {
    const { service, scaling, minutes, stop } = world();
    scaling.policies.put(scope, resourceId, 'cpu', cpu);
    await minutes(3, 100);
    expect(service.desired).toBe(2);
    await minutes(1, 100);
    expect(service.desired).toBe(3);
    // The same load is the same wish, until the cool-down of five minutes is over.
    await minutes(3, 100);
    expect(service.desired).toBe(3);
    await minutes(4, 100);
    expect(service.desired).toBe(5);
    stop();
    expect(scaling.activities.list(scope).at(-1)).toMatchObject({
      description: 'Setting desired count to 3.',
      cause: expect.stringMatching(
        /^monitor alarm TargetTracking-.*-AlarmHigh-.* in state ALARM triggered policy cpu$/,
      ),
      status: 'Successful',
    });
  });

  it('makes a larger scale-out in the cool-down of a smaller one', async () => {
    const { service, scaling, minutes, stop } = world();
    scaling.policies.put(scope, resourceId, 'cpu', cpu);
    await minutes(4, 100);
    expect(service.desired).toBe(3);
    await minutes(2, 280);
    stop();
    expect(service.desired).toBe(8);
  });

  it('scales in after fifteen minutes below, and waits five before the next', async () => {
    const { service, scaling, minutes, stop } = world();
    Object.assign(service, { desired: 8, running: 8 });
    scaling.policies.put(scope, resourceId, 'cpu', cpu);
    await minutes(15, 40);
    expect(service.desired).toBe(8);
    await minutes(1, 40);
    expect(service.desired).toBe(5);
    await minutes(4, 40);
    expect(service.desired).toBe(5);
    await minutes(2, 40);
    stop();
    expect(service.desired).toBe(3);
  });

  it('does nothing while it is suspended, and acts when it is resumed', async () => {
    const { service, scaling, minutes, stop } = world();
    scaling.policies.put(scope, resourceId, 'cpu', cpu);
    scaling.targets.register(scope, { resourceId, suspended: { dynamicScalingIn: true, dynamicScalingOut: true } });
    await minutes(10, 100);
    expect(service.desired).toBe(2);
    scaling.targets.register(scope, { resourceId, suspended: { dynamicScalingOut: false } });
    await minutes(1, 100);
    stop();
    expect(service.desired).toBe(3);
    expect(scaling.targets.find(scope, resourceId)).toMatchObject({
      minimum: 2,
      maximum: 8,
      suspended: { dynamicScalingIn: true, dynamicScalingOut: false, scheduledScaling: false },
    });
  });

  it('never scales in where that is disabled, nor without data', async () => {
    const { service, scaling, alarms, minutes, stop } = world();
    Object.assign(service, { desired: 6, running: 6 });
    scaling.policies.put(scope, resourceId, 'cpu', { ...cpu, DisableScaleIn: true });
    expect(alarms.list(scope)).toHaveLength(1);
    await minutes(17, 10);
    scaling.policies.put(scope, resourceId, 'memory', {
      ...cpu,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
    });
    await minutes(17, 10);
    stop();
    expect(service.desired).toBe(6);
  });

  it('is told of its alarms, and of no other', () => {
    const { scaling, stop } = world();
    const { arn } = scaling.policies.put(scope, resourceId, 'cpu', cpu);
    stop();
    const told = (action: string) => ({ scope, action, alarmName: 'a', alarmArn: 'a', state: 'ALARM' as const });
    expect(scaling.alarmActions.takes(arn)).toBe(true);
    expect(scaling.alarmActions.takes('arn:aws:sns:eu-west-1:111111111111:people')).toBe(false);
    expect(() => scaling.alarmActions.run(told(arn))).not.toThrow();
    expect(() => scaling.alarmActions.run(told(`${arn}2`))).toThrow('There is no such scaling policy.');
  });

  it('goes with its policies and alarms', () => {
    const { scaling, alarms, stop } = world();
    scaling.policies.put(scope, resourceId, 'cpu', cpu);
    scaling.deregister(scope, resourceId);
    stop();
    expect([scaling.policies.list(scope), alarms.list(scope)]).toEqual([[], []]);
  });

  it('is in another process what it was', async () => {
    const { scaling, minutes, stop } = world();
    scaling.policies.put(scope, resourceId, 'cpu', cpu);
    await minutes(4, 100);
    stop();
    const other = world();
    other.stop();
    other.scaling.persistent.restore(structuredClone(scaling.persistent.save()));
    expect(other.scaling.persistent.save()).toEqual(scaling.persistent.save());
    expect(other.scaling.policies.of(scope, resourceId)[0]?.scaledOut?.from).toBe(2);
  });
});

describe('PutScalingPolicy', () => {
  const { scaling, alarms, stop } = world();
  stop();
  const put = (input: TargetTrackingInput) => () => scaling.policies.put(scope, resourceId, 'p', input);

  it('takes metric math, a minute a point', () => {
    const requests = (Id: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount' }, Stat: 'Sum' },
      ReturnData: false,
    });
    const Metrics = [requests('a'), requests('b'), { Id: 'e', Expression: '(FILL(a, 0) + FILL(b, 0)) / 2' }];
    const { alarms: names } = put({ TargetValue: 100, CustomizedMetricSpecification: { Metrics } })();
    expect(alarms.get(scope, names.high).definition.watches).toMatchObject({
      queries: [{ source: { stat: { period: 60 } } }, { id: 'b' }, { id: 'e', returnData: true }],
    });
  });

  it.each([
    ['the metric that is not for blue/green', 'ALBRequestCountPerTarget', /under CODE_DEPLOY/],
    ['an unknown metric', 'EC2SpotFleetRequestAverageCPUUtilization', /does not implement/],
  ])('refuses %s', (_what, PredefinedMetricType, message) => {
    expect(put({ TargetValue: 70, PredefinedMetricSpecification: { PredefinedMetricType } })).toThrow(message);
  });

  it('refuses no metric, two metrics, no target value and a target nobody registered', () => {
    expect(put({ TargetValue: 70 })).toThrow(/Exactly one of/);
    expect(put({ ...cpu, CustomizedMetricSpecification: { MetricName: 'x' } })).toThrow(/Exactly one of/);
    expect(put({ ...cpu, TargetValue: 0 })).toThrow(/TargetValue/);
    expect(() => scaling.policies.put(scope, 'service/main/other', 'p', cpu)).toThrow(/No scalable target registered/);
  });
});
