/**
 * One log line in CloudWatch's embedded metric format, without a line break: CloudWatch Logs makes metrics of it.
 *
 * Source: CloudWatch user guide, "Specification: Embedded metric format": dimensions and metrics are members of the
 * root and cannot be nested; at most 100 metrics, 30 dimensions a set and 100 values a metric; a document that breaks a
 * rule is dropped whole, which only the metric EMFValidationErrors in AWS/Logs shows. So that is an error here.
 */
export function emfLine({ namespace, dimensions, dimensionSets, metrics, at }: EmfDocument): string {
  const sets = dimensionSets ?? [Object.keys(dimensions)];
  check(metrics.length <= 100, `${metrics.length} metrics; one line holds 100`);
  check(
    sets.every((set) => set.length <= 30 && set.every((name) => name in dimensions)),
    'a dimension set names at most 30 dimensions, each of which has a value',
  );
  for (const [name, value] of Object.entries(dimensions)) {
    // CloudWatch API reference, Dimension: 1 to 1024 ASCII characters, no control characters, not only spaces.
    check(/^(?=.*[!-~])[ -~]{1,1024}$/.test(value), `dimension ${name} cannot be ${JSON.stringify(value)}`);
  }
  for (const { name, value } of metrics) {
    check(!(name in dimensions), `${name} is both a dimension and a metric`);
    if (typeof value === 'number') check(Number.isFinite(value), `${name} is ${value}`);
    else check(value.values.length <= 100 && value.values.length === value.counts.length, `values of ${name}`);
  }
  return JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: sets,
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, member(value)])),
  });
}

interface EmfDocument {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Sets of names of `dimensions`, each of which makes a metric of its own; by default one set of all. */
  readonly dimensionSets?: readonly (readonly string[])[];
  readonly metrics: readonly EmfMetric[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface EmfMetric {
  readonly name: string;
  readonly unit: 'Count' | 'Milliseconds';
  readonly value: number | Distribution;
}

/** Values and how often each occurred, with what is known exactly. */
export interface Distribution {
  readonly values: readonly number[];
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

/**
 * A distribution is written as AWS' own exporter does (opentelemetry-collector-contrib, awsemfexporter,
 * cWMetricHistogram): the specification knows plain arrays only, in which each value would count once.
 */
function member(value: number | Distribution): unknown {
  if (typeof value === 'number') return value;
  const { values, counts, min, max, sum } = value;
  return {
    Values: values,
    Counts: counts,
    Max: max,
    Min: min,
    Count: counts.reduce((total, count) => total + count, 0),
    Sum: sum,
  };
}

function check(holds: boolean, problem: string): void {
  if (!holds) throw new RangeError(`No embedded metric line: ${problem}.`);
}
