import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmDefinition, type AlarmInput, type MetricQueryInput } from '../../rehearsal/runtime/alarms/alarm-input.ts';
import { checkDefinition } from '../../rehearsal/runtime/alarms/check-definition.ts';
import { withConfiguration } from '../support/with-configuration.ts';
import { type Assembly, committedAssembly, ROOT, synthesizedWith } from './assembly.ts';
import { isKnownMetric } from './known-metrics.ts';
import { ENVIRONMENTS, ofType, onlyOne, templateOf, text } from './resources.ts';

const assembly = committedAssembly();

type AlarmProperties = AlarmInput & { AlarmName: string; AlarmDescription: string };

const alarmsOf = (of: Assembly, stack: string): AlarmProperties[] =>
  ofType(templateOf(of, stack), 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => Properties as unknown as AlarmProperties,
  );
const headings = new Set(
  readFileSync(join(ROOT, 'docs', 'alarms.md'), 'utf8')
    .split('\n')
    .flatMap((line) => /^## (.+)$/.exec(line)?.[1]?.toLowerCase().replaceAll(' ', '-') ?? []),
);

const OPERATIONAL = [
  'balancer-errors',
  'blocked-requests',
  'cpu',
  'delete-item-failing',
  'delete-item-slow',
  'delete-item-throttled',
  'healthy-hosts',
  'memory',
  'monitor',
  'monitor-failing',
  'monitor-slow',
  'monitor-throttled',
  'rejected-connections',
  'table-reads',
  'table-system-errors',
  'table-throttled-requests',
  'table-throttles',
  'table-writes',
  'target-errors',
  'tasks',
  'unhealthy-hosts',
  'verify-green-failing',
  'verify-green-slow',
  'verify-green-throttled',
];

describe.each(ENVIRONMENTS)('the alarms of %s', (environment) => {
  const prefix = `picus-${environment}`;
  const service = alarmsOf(assembly, `${prefix}-service`);
  const monitoring = alarmsOf(assembly, `${prefix}-monitoring`);
  const all = [...service, ...alarmsOf(assembly, `${prefix}-functions`), ...monitoring];
  const named = (what: string) => all.find(({ AlarmName }) => AlarmName === `${prefix}-${what}`);

  it('are these, and no name is taken twice', () => {
    expect(monitoring.map(({ AlarmName }) => AlarmName.slice(prefix.length + 1)).sort()).toEqual(OPERATIONAL);
    const names = all.map(({ AlarmName }) => AlarmName);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(['blue', 'green'] as const)('judge %s by the other group, while both have enough requests', (colour) => {
    const [own, other] = colour === 'blue' ? ['Blue', 'Green'] : ['Green', 'Blue'];
    const groupOf = (query: MetricQueryInput | undefined) =>
      text(query?.MetricStat?.Metric?.Dimensions?.find(({ Name }) => Name === 'TargetGroup')?.Value);
    for (const [what, threshold, metric, difference] of [
      [
        'errors',
        2,
        'HTTPCode_Target_5XX_Count',
        '100 * FILL(errors, 0) / requests - 100 * FILL(otherErrors, 0) / otherRequests',
      ],
      ['latency', 250, 'TargetResponseTime', '1000 * (latency - otherLatency)'],
    ] as const) {
      const alarm = named(`${colour}-worse-${what}`);
      expect(alarm).toMatchObject({
        Threshold: threshold,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
        TreatMissingData: 'notBreaching',
      });
      const queries = alarm?.Metrics ?? [];
      expect(queries.find(({ Expression }) => Expression)?.Expression).toBe(
        `IF(requests >= 50 AND otherRequests >= 50, ${difference}, 0)`,
      );
      const of = (id: string) => queries.find(({ Id }) => Id === id);
      const otherId = `other${what.replace(/^./, (first) => first.toUpperCase())}`;
      for (const [id, side, name, stat] of [
        ['requests', own, 'RequestCount', 'Sum'],
        ['otherRequests', other, 'RequestCount', 'Sum'],
        [what, own, metric, what === 'errors' ? 'Sum' : 'p90'],
        [otherId, other, metric, what === 'errors' ? 'Sum' : 'p90'],
      ] as const) {
        expect(of(id)?.MetricStat).toMatchObject({ Metric: { MetricName: name }, Period: 60, Stat: stat });
        expect(groupOf(of(id))).toContain(`TargetGroups${side}`);
      }
    }
  });

  it('are no more than CodeDeploy takes, five for each group, and told to the release tool', () => {
    const template = templateOf(assembly, `${prefix}-service`);
    const { Alarms } = onlyOne(template, 'AWS::CodeDeploy::DeploymentGroup').Properties['AlarmConfiguration'] as {
      Alarms: unknown[];
    };
    expect(Alarms).toHaveLength(10);
    for (const key of ['BlueAlarmNames', 'GreenAlarmNames'])
      expect(text(template.Outputs?.[key]?.Value).split('},')).toHaveLength(5);
    expect(template.Outputs?.['RequestsToCompare']?.Value).toBe('50');
    expect(template.Outputs?.['MinutesToCompare']?.Value).toBe('2');
  });

  it.each(all.map((alarm): [string, AlarmProperties] => [alarm.AlarmName, alarm]))(
    '%s watches metrics that exist, decides about missing data, tells people, and is one that the rehearsal runs',
    (_name, alarm) => {
      const metrics = metricsOf(alarm);
      expect(metrics.length).toBeGreaterThan(0);
      expect(metrics.length).toBeLessThanOrEqual(10);
      for (const { namespace, name, dimensions } of metrics)
        expect([namespace, name, dimensions, isKnownMetric(namespace, name, dimensions)]).toEqual([
          namespace,
          name,
          dimensions,
          true,
        ]);
      expect(alarm.TreatMissingData).toBeDefined();
      expect(alarm.AlarmActions?.map(text)).toEqual([expect.stringContaining(`:${prefix}-alerts`)]);
      expect(() => checkDefinition(alarmDefinition(resolved(alarm)))).not.toThrow();
    },
  );

  it.each(
    monitoring
      .filter(({ AlarmName }) => AlarmName !== `${prefix}-monitor`)
      .map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription]),
  )('%s says what to do, and where more is written', (_name, description) => {
    const [, sentence, heading] = /^([A-Z].+[^.]\.) See docs\/alarms\.md#([a-z-]+)$/.exec(description ?? '') ?? [];
    expect(sentence).toBeDefined();
    expect(headings).toContain(heading);
  });

  it('leave scaling its chance, and end once DynamoDB is silent', () => {
    expect(named('cpu')?.Threshold).toBe(85);
    for (const { AlarmName, Metrics, Namespace } of monitoring.filter(({ AlarmName }) =>
      AlarmName.includes('-table-'),
    )) {
      expect([AlarmName, Namespace]).toEqual([AlarmName, undefined]);
      expect(Metrics?.find(({ Expression }) => Expression)?.Expression).toMatch(
        /^FILL\(\w+, 0\)( \+ FILL\(\w+, 0\))*$/,
      );
    }
  });
});

describe('an environment with a database', () => {
  it('watches its processor and storage', () => {
    const database = { majorVersion: '17', instanceClass: 't4g.medium', storageGiB: 50, multiAz: true, backupDays: 14 };
    const withDatabase = withConfiguration(
      ({ environments }) => Object.assign(environments.find(({ name }) => name === 'prod') ?? {}, { database }),
      (config) => synthesizedWith({ config }),
    );
    const alarms = alarmsOf(withDatabase, 'picus-prod-monitoring').filter(({ Namespace }) => Namespace === 'AWS/RDS');
    expect(alarms).toEqual([
      expect.objectContaining({ AlarmName: 'picus-prod-database-cpu', MetricName: 'CPUUtilization', Threshold: 80 }),
      expect.objectContaining({
        AlarmName: 'picus-prod-database-storage',
        MetricName: 'FreeStorageSpace',
        Threshold: 10 * 2 ** 30,
        ComparisonOperator: 'LessThanThreshold',
      }),
    ]);
    for (const alarm of alarms) {
      for (const { namespace, name, dimensions } of metricsOf(alarm))
        expect(isKnownMetric(namespace, name, dimensions)).toBe(true);
      expect(alarm.Dimensions).toEqual([{ Name: 'DBInstanceIdentifier', Value: 'picus-prod' }]);
    }
    expect([...headings]).toEqual(expect.arrayContaining(['database-cpu', 'database-storage']));
  });
});

function metricsOf(alarm: AlarmProperties): { namespace: string; name: string; dimensions: string[] }[] {
  const single = alarm.MetricName === undefined ? [] : [{ ...alarm, Metric: alarm }];
  const several = (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  return [...single, ...several].map(({ Namespace = '', MetricName = '', Dimensions = [] }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Dimensions.map(({ Name = '' }) => Name),
  }));
}

/** Values that are known only at deployment, as text. */
const resolved = (alarm: AlarmProperties): AlarmInput => {
  const { Tags: _tags, ...input } = alarm as AlarmProperties & { Tags?: unknown };
  return JSON.parse(
    JSON.stringify(input, (key, value: unknown) => (key === 'Value' || key.endsWith('Name') ? text(value) : value)),
  ) as AlarmInput;
};
