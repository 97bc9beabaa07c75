import { describe, expect, it } from '@jest/globals';
import { idsOf, parseMetricMath } from '../../rehearsal/domain/alarm/metric-math.ts';
import { dashboardProblems } from '../../rehearsal/domain/dashboard/dashboard-problems.ts';
import { committedAssembly } from './assembly.ts';
import { isKnownMetric } from './known-metrics.ts';
import { ENVIRONMENTS, ofType, onlyOne, templateOf } from './resources.ts';

const assembly = committedAssembly();

type Cell = string | { expression?: string; id?: string };

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly Cell[])[];
  };
}

describe.each(ENVIRONMENTS)('the dashboard of %s', (environment) => {
  const prefix = `picus-${environment}`;
  const { DashboardName, DashboardBody } = onlyOne(
    templateOf(assembly, `${prefix}-monitoring`),
    'AWS::CloudWatch::Dashboard',
  ).Properties;
  const body = bodyOf(DashboardBody);
  const { widgets } = JSON.parse(body) as { widgets: Widget[] };
  const titled = (title: string) => widgets.filter(({ properties }) => properties.title?.startsWith(title));
  const rows = widgets.flatMap(({ properties }) => expanded(properties.metrics ?? []));

  const searches = rows
    .flatMap((row) => optionsOf(row).expression ?? [])
    .filter((expression) => expression.startsWith('SEARCH'))
    .map((expression): [string, string, string, string[]] => {
      const [, schema = '', term = ''] = /^SEARCH\('\{(.+?)\} (.+)', '\w+'\)$/.exec(expression) ?? [];
      const [namespace = '', ...dimensions] = schema.split(',');
      return [expression, namespace, /MetricName="(\w+)"/.exec(term)?.[1] ?? '', dimensions];
    });

  it('is one that CloudWatch takes, under the name of the environment', () => {
    expect(DashboardName).toBe(prefix);
    expect(dashboardProblems(body)).toEqual([]);
  });

  it('shows no widget on top of another, or outside of the grid', () => {
    for (const [index, one] of widgets.entries()) {
      expect(one.x + one.width).toBeLessThanOrEqual(24);
      for (const other of widgets.slice(index + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect([one.properties.title, other.properties.title, apart]).toEqual([
          one.properties.title,
          other.properties.title,
          true,
        ]);
      }
    }
  });

  it('explains the colours, and how to go back', () => {
    expect(widgets[0]?.properties.markdown).toContain(`stop --stack ${prefix}-service --rollback`);
    expect(widgets[0]?.properties.markdown).toContain('docs/alarms.md');
  });

  it('shows every alarm of the environment', () => {
    const names = ['service', 'functions', 'monitoring'].flatMap((stack) =>
      ofType(templateOf(assembly, `${prefix}-${stack}`), 'AWS::CloudWatch::Alarm').map(
        ([, { Properties }]) => `arn:aws:cloudwatch:eu-west-1:111111111111:alarm:${Properties['AlarmName'] as string}`,
      ),
    );
    const [alarms] = widgets.filter(({ type }) => type === 'alarm');
    expect(alarms?.properties.alarms?.toSorted()).toEqual(names.sort());
    // Source: "Dashboard body structure and syntax": an alarm widget has up to 100.
    expect(names.length).toBeLessThanOrEqual(100);
  });

  it('draws metrics that exist, and expressions over what is in the same graph', () => {
    expect(rows.filter((row) => typeof row[0] === 'string').length).toBeGreaterThan(30);
    for (const row of rows) {
      if (typeof row[0] !== 'string') continue;
      const [namespace, name, ...rest] = row.filter((cell) => typeof cell === 'string');
      const dimensions = rest.filter((_, index) => index % 2 === 0);
      expect([namespace, name, dimensions, isKnownMetric(namespace ?? '', name ?? '', dimensions)]).toEqual([
        namespace,
        name,
        dimensions,
        true,
      ]);
    }
  });

  it.each(searches)('searches for metrics that exist: %s', (_expression, namespace, name, dimensions) => {
    expect(isKnownMetric(namespace, name, dimensions)).toBe(true);
  });

  it('computes from what is in the same graph', () => {
    const computed = widgets.flatMap(({ properties }) => {
      const options = expanded(properties.metrics ?? []).map(optionsOf);
      const ids = options.flatMap(({ id }) => id ?? []);
      return options.flatMap(({ expression }) =>
        expression === undefined || expression.startsWith('SEARCH') ? [] : [{ expression, ids }],
      );
    });
    expect(computed).toHaveLength(4);
    for (const { expression, ids } of computed) {
      expect(ids).toEqual(expect.arrayContaining(idsOf(parseMetricMath(expression))));
    }
  });

  it('shows a release: shares, errors and response times of both groups, and of both labels', () => {
    for (const title of ['Requests a minute by version', 'Response time by version', 'Healthy targets by group']) {
      const drawn = JSON.stringify(titled(title));
      expect(drawn).toContain('TargetGroupsBlue');
      expect(drawn).toContain('TargetGroupsGreen');
    }
    const [share] = titled('Share of requests');
    expect(share?.properties.metrics?.flatMap((row) => optionsOf(row).expression ?? [])).toEqual(
      ['blue', 'green'].map((it) => `100 * FILL(${it}Requests, 0) / (FILL(blueRequests, 0) + FILL(greenRequests, 0))`),
    );
    expect(JSON.stringify(titled('Duration p99 by release'))).toContain(`Service=\\"${prefix}\\"`);
    expect(JSON.stringify(titled('Functions: errors'))).toContain(`FunctionName=\\"${prefix}-delete-item\\"`);
    expect(titled('Monitor')).toHaveLength(1);
  });
});

/** A dot stands for the cell above it. */
function expanded(metrics: readonly (readonly Cell[])[]): Cell[][] {
  const rows: Cell[][] = [];
  for (const row of metrics) {
    const above = rows.at(-1) ?? [];
    rows.push(row.flatMap((cell, index) => (cell === '.' ? [above[index] ?? cell] : [cell])));
  }
  return rows;
}

function optionsOf(row: readonly Cell[]) {
  const last = row.at(-1);
  return typeof last === 'object' ? last : {};
}

/** The body with a name in the place of what is known only at deployment. */
function bodyOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return parts
    .map((part) => (typeof part === 'string' ? part : String(Object.values(part as object)[0]).replaceAll('"', '')))
    .join('');
}
