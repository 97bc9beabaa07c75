import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { parseStatistic } from '../../domain/alarm/statistic.ts';
import { MetricStore } from '../metrics/metric-store.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import { LogGroups } from './log-groups.ts';

const NOW = Date.UTC(2026, 0, 1);
const scope = { account: '111111111111', region: 'eu-west-1' };

const line = (members: object, directive: object = {}, aws: object = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: NOW,
      CloudWatchMetrics: [
        {
          Namespace: 'picus',
          Dimensions: [['Route']],
          Metrics: [{ Name: 'Time', Unit: 'Milliseconds' }],
          ...directive,
        },
      ],
      ...aws,
    },
    Route: 'GET /picus',
    ...members,
  });
const kindOf = (message: string) => embeddedMetrics(message, NOW).kind;

describe('embeddedMetrics', () => {
  it('makes a metric of each dimension set and definition', () => {
    const message = line(
      { Time: 12, Errors: [0, 1], Release: 'r1' },
      {
        Dimensions: [['Route'], ['Route', 'Release'], []],
        Metrics: [
          { Name: 'Time', Unit: 'Milliseconds' },
          { Name: 'Errors', StorageResolution: 1 },
        ],
      },
    );
    const common = { namespace: 'picus', at: NOW };
    const time = { ...common, name: 'Time', unit: 'Milliseconds', values: [12] };
    const errors = { ...common, name: 'Errors', unit: 'None', values: [0, 1] };
    const sets = [{ Route: 'GET /picus' }, { Route: 'GET /picus', Release: 'r1' }, {}];
    expect(embeddedMetrics(message, NOW)).toEqual({
      kind: 'metrics',
      samples: [time, errors].flatMap((metric) => sets.map((dimensions) => ({ ...metric, dimensions }))),
    });
  });

  it('reads distributions, with values, with totals, or both', () => {
    const valuesOf = (Time: object) => embeddedMetrics(line({ Time }), NOW);
    expect(valuesOf({ Values: [1, 5], Counts: [9, 1] })).toMatchObject({
      samples: [{ values: [1, 5], counts: [9, 1] }],
    });
    expect(valuesOf({ Values: [1, 5], Counts: [9, 1], Count: 10, Sum: 14.2, Min: 0.9, Max: 5.1 })).toMatchObject({
      samples: [{ values: [1, 5], counts: [9, 1], totals: { sampleCount: 10, sum: 14.2, minimum: 0.9, maximum: 5.1 } }],
    });
    expect(valuesOf({ Count: 2, Sum: 3, Min: 1, Max: 2 })).toMatchObject({ samples: [{ values: [] }] });
  });

  it('takes a line behind what Lambda writes before it', () => {
    expect(kindOf(`2026-01-01T00:00:00.000Z\t8f507cfc-0001\tINFO\t${line({ Time: 1 })}`)).toBe('metrics');
  });

  it.each([
    ['plain text', 'plain text', 'none'],
    ['other JSON', '{"level":30,"msg":"a"}', 'none'],
    ['_aws without metrics', '{"_aws":{"Timestamp":1}}', 'none'],
    ['a line that is cut off', line({ Time: 1 }).slice(0, -4), 'parsing'],
    ['text around it', `${line({ Time: 1 })} and more`, 'parsing'],
    ['a metric without its value', line({}), 'validation'],
    ['a value that is text', line({ Time: '12' }), 'validation'],
    ['a dimension that is a number', line({ Time: 1, Route: 1 }), 'validation'],
    ['a dimension that is nested', line({ Time: 1, Route: { a: 'b' } }), 'validation'],
    ['101 values', line({ Time: Array.from({ length: 101 }, () => 1) }), 'validation'],
    ['counts without values', line({ Time: { Values: [1], Counts: [1, 2] } }), 'validation'],
    ['some of the totals', line({ Time: { Count: 1 } }), 'validation'],
    ['an unknown unit', line({ Time: 1 }, { Metrics: [{ Name: 'Time', Unit: 'ms' }] }), 'validation'],
    ['no namespace', line({ Time: 1 }, { Namespace: '' }), 'validation'],
    ['a time long ago', line({ Time: 1 }, {}, { Timestamp: 1_000 }), 'validation'],
    ['no time', line({ Time: 1 }, {}, { Timestamp: undefined }), 'validation'],
    ['flat dimensions', line({ Time: 1 }, { Dimensions: ['Route'] }), 'validation'],
  ])('%s', (_what, message, kind) => {
    expect(kindOf(message)).toBe(kind);
  });

  it.each(['Count', 'Count/Second', 'Megabits/Second', 'Kilobytes', 'Percent', 'None'])('knows the unit %s', (Unit) => {
    expect(kindOf(line({ Time: 1 }, { Metrics: [{ Name: 'Time', Unit }] }))).toBe('metrics');
  });
});

describe('log groups', () => {
  it('give the metrics of their events to the store, and count and tell of what is wrong', () => {
    const clock = new ManualClock(NOW);
    const metrics = new MetricStore();
    const warnings: string[] = [];
    const log = { info() {}, warn: (message: string) => warnings.push(message), error() {} };
    const groups = new LogGroups({ clock, metrics, log });
    const write = (message: string) => groups.append(scope, '/picus', 'app', [{ at: NOW, message }]);
    write(line({ Time: { Values: [1, 100], Counts: [99, 1] } }));
    write(line({ Time: 3 }));
    const metric = { namespace: 'picus', name: 'Time', dimensions: { Route: 'GET /picus' } };
    const read = (text: string) => {
      const statistic = parseStatistic(text);
      if (!statistic) throw new Error(text);
      return metrics.windows(scope, { metric, statistic, period: 60 }, NOW + 60_000, 60_000, 1)[0]?.point;
    };
    expect(['Sum', 'SampleCount', 'Maximum', 'p50', 'p99.5'].map(read)).toEqual([202, 101, 100, 1, 100]);

    for (let count = 0; count < 12; count++) write(line({}));
    write(line({ Time: 1 }).slice(0, -1));
    const errors = (name: string) =>
      metrics.between(scope, { namespace: 'AWS/Logs', name, dimensions: { LogGroupName: '/picus' } }, 0, Infinity)?.sum;
    expect([errors('EMFValidationErrors'), errors('EMFParsingErrors')]).toEqual([12, 1]);
    expect(warnings).toHaveLength(2);
  });
});
