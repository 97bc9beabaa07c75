import { describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { Alarms } from '../runtime/alarms/alarms.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { cloudwatchAlarmProvider, type CloudWatchAlarmProperties } from './cloudwatch-alarm.ts';

const context: ResourceContext = {
  scope: { account: '111111111111', region: 'eu-west-1' },
  stackName: 'picus-prod-Service',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-prod-Service/1',
  logicalId: 'ErrorsAlarm',
  stackTags: { env: 'prod' },
  token: 't',
  signal: new AbortController().signal,
};

const wanted: CloudWatchAlarmProperties = {
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  EvaluationPeriods: 2,
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'HTTPCode_Target_5XX_Count',
  Dimensions: [{ Name: 'TargetGroup', Value: 'green' }],
  Statistic: 'Sum',
  Period: 60,
  Threshold: 5,
  Tags: [{ Key: 'team', Value: 'picus' }],
};

const setUp = () => {
  const alarms = new Alarms({ clock: new ManualClock() });
  return { alarms, provider: cloudwatchAlarmProvider({ alarms, ids: randomIds }) };
};

describe('AWS::CloudWatch::Alarm', () => {
  it('creates, updates in place and deletes', async () => {
    const { alarms, provider } = setUp();
    const state = await provider.create({ ...wanted, AlarmName: 'errors' }, context);
    expect(state).toEqual({
      physicalId: 'errors',
      attributes: { Arn: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:errors' },
    });
    expect(alarms.get(context.scope, 'errors').tags).toEqual({ env: 'prod', team: 'picus' });
    await provider.update(state, { ...wanted, AlarmName: 'errors', Threshold: 9 }, wanted, context);
    expect(alarms.get(context.scope, 'errors').definition.threshold).toBe(9);
    await provider.delete(state, wanted, context);
    expect(alarms.list(context.scope)).toEqual([]);
  });

  it('names itself after stack and logical id, and reads numbers that are text', async () => {
    const { alarms, provider } = setUp();
    // Templates may write numbers as text.
    const asText = {
      ...wanted,
      Period: '60',
      Threshold: '5',
      ActionsEnabled: 'false',
    } as unknown as CloudWatchAlarmProperties;
    const { physicalId } = await provider.create(asText, context);
    expect(physicalId).toMatch(/^picus-prod-Service-ErrorsAlarm-[A-Z0-9]{12}$/);
    expect(alarms.get(context.scope, physicalId).definition).toMatchObject({ threshold: 5, actionsEnabled: false });
  });

  it('fails where the API fails', async () => {
    const { provider } = setUp();
    await provider.create({ ...wanted, AlarmName: 'errors' }, context);
    await expect(provider.create({ ...wanted, AlarmName: 'errors' }, context)).rejects.toThrow('errors already exists');
    await expect(provider.create({ ...wanted, ComparisonOperator: 'Sometimes' }, context)).rejects.toThrow(
      'ComparisonOperator',
    );
  });
});
