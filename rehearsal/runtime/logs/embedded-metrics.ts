import type { MetricSamples } from '../ports/metric-sink.ts';

/** What CloudWatch Logs makes of one log event. */
export type EmbeddedMetrics =
  { kind: 'none' } | { kind: 'metrics'; samples: MetricSamples[] } | { kind: 'parsing' | 'validation'; reason: string };

const NONE: EmbeddedMetrics = { kind: 'none' };
const DAY = 24 * 60 * 60 * 1000;
/** What Lambda writes before a line: time, request id, level. */
const LAMBDA_PREFIX = /^\S+\t\S+\t\w+\t(?=\{)/;
/** Source: MetricDatum.Unit. */
const UNIT =
  /^(?:Seconds|Microseconds|Milliseconds|Percent|None|(?:Bits|Bytes|Count|(?:Kilo|Mega|Giga|Tera)(?:bits|bytes))(?:\/Second)?)$/;

/**
 * Metrics of a log event in embedded metric format: one for each directive's dimension set and metric. A document that breaks
 * a rule is dropped whole. StorageResolution is ignored: everything is stored by the second.
 * Source: CloudWatch user guide, "Specification: Embedded metric format" (limits: 100 metrics a directive, 30 dimensions a
 * set, 100 values a metric); distributions as AWS's exporter writes them (opentelemetry-collector-contrib, awsemfexporter).
 */
export function embeddedMetrics(message: string, now: number): EmbeddedMetrics {
  // Most lines are not: they are not even parsed.
  if (!message.includes('"_aws"') || !message.includes('"CloudWatchMetrics"')) return NONE;
  let root: Members;
  try {
    root = members(JSON.parse(message.replace(LAMBDA_PREFIX, '')), 'The message');
  } catch (error) {
    return { kind: 'parsing', reason: error instanceof Error ? error.message : String(error) };
  }
  try {
    return { kind: 'metrics', samples: samplesOf(root, now) };
  } catch (error) {
    if (error instanceof BrokenRule) return { kind: 'validation', reason: error.message };
    throw error;
  }
}

type Members = Record<string, unknown>;

class BrokenRule extends Error {}

function samplesOf(root: Members, now: number): MetricSamples[] {
  const { Timestamp: at, CloudWatchMetrics: directives } = members(root['_aws'], '_aws');
  if (typeof at !== 'number') throw new BrokenRule('_aws.Timestamp is no number.');
  // As PutMetricData has it: two weeks back, two hours ahead.
  if (at < now - 14 * DAY || at > now + DAY / 12) throw new BrokenRule('_aws.Timestamp is out of range.');
  return list(directives, 'CloudWatchMetrics', Infinity).flatMap((each) => {
    const { Namespace, Dimensions, Metrics } = members(each, 'A directive');
    const namespace = text(Namespace, 'Namespace');
    const sets = list(Dimensions, 'Dimensions', Infinity).map((set) => dimensionsOf(root, set));
    return list(Metrics, 'Metrics', 100).flatMap((definition) => {
      const { Name, Unit = 'None' } = members(definition, 'A metric');
      const name = text(Name, 'Name');
      const unit = text(Unit, 'Unit');
      if (!UNIT.test(unit)) throw new BrokenRule(`${unit} is no unit.`);
      const measured = valuesOf(root[name], name);
      return sets.map((dimensions) => ({ namespace, name, dimensions, at, unit, ...measured }));
    });
  });
}

function dimensionsOf(root: Members, set: unknown): Record<string, string> {
  const names = list(set, 'A dimension set', 30).map((name) => text(name, 'A dimension'));
  return Object.fromEntries(names.map((name) => [name, text(root[name], name)]));
}

/** One number, up to 100 numbers, or a distribution: values with counts, totals, or both. */
function valuesOf(target: unknown, name: string): Pick<MetricSamples, 'values' | 'counts' | 'totals'> {
  if (typeof target === 'number') return { values: [target] };
  if (Array.isArray(target)) return { values: numbers(target, name) };
  const { Values = [], Counts, Count, Sum, Min, Max } = members(target, name);
  const values = numbers(Values, name);
  const counts = Counts === undefined ? undefined : numbers(Counts, name);
  if (counts && counts.length !== values.length) throw new BrokenRule(`${name} has not as many Counts as Values.`);
  if (Count === undefined && values.length === 0) throw new BrokenRule(`${name} has no value.`);
  const [sampleCount, sum, minimum, maximum] = [Count, Sum, Min, Max];
  if (sampleCount === undefined) return { values, ...(counts && { counts }) };
  for (const total of [sampleCount, sum, minimum, maximum])
    if (typeof total !== 'number') throw new BrokenRule(`${name} needs the numbers Count, Sum, Min and Max together.`);
  const totals = { sampleCount, sum, minimum, maximum } as NonNullable<MetricSamples['totals']>;
  return { values, ...(counts && { counts }), totals };
}

function members(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BrokenRule(`${what} is no object.`);
  return value as Members;
}

function list(value: unknown, what: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw new BrokenRule(`${what} is no list.`);
  if (value.length > most) throw new BrokenRule(`${what} has more than ${most} members.`);
  return value as unknown[];
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw new BrokenRule(`${what} is no text.`);
  return value;
}

function numbers(value: unknown, what: string): number[] {
  return list(value, what, 100).map((each) => {
    if (typeof each !== 'number') throw new BrokenRule(`${what} has a value that is no number.`);
    return each;
  });
}
