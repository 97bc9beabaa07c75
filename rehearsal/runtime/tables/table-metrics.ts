import type { MetricSamples } from '../ports/metric-sink.ts';
import type { PassedOn } from './pass-on.ts';

const NAMESPACE = 'AWS/DynamoDB';
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

/**
 * One data operation as CloudWatch metrics. `tookMs` is real. Source: DynamoDB developer guide, "DynamoDB metrics and
 * dimensions"; those that the rehearsal makes, without the dimensions of indexes and streams.
 */
export function tableMetrics(operation: string, done: PassedOn, at: number, tookMs: number): MetricSamples[] {
  // Of one second: samples of one moment share an entry.
  const second = Math.floor(at / 1000) * 1000;
  const sample = (name: string, dimensions: Record<string, string>, value: number, unit: string): MetricSamples => ({
    namespace: NAMESPACE,
    name,
    dimensions,
    at: second,
    values: [value],
    unit,
  });
  const { table, error, reply } = done;
  if (error !== undefined) {
    if (table !== undefined && error === 'ConditionalCheckFailedException')
      return [sample('ConditionalCheckFailedRequests', { TableName: table }, 1, 'Count')];
    if (reply.status < 500) return [sample('UserErrors', {}, 1, 'Count')];
    return table === undefined ? [] : [sample('SystemErrors', { TableName: table, Operation: operation }, 1, 'Count')];
  }
  const name = READS.has(operation) ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits';
  return [...done.consumed].flatMap(([TableName, units]) => [
    sample(name, { TableName }, units, 'Count'),
    sample('SuccessfulRequestLatency', { TableName, Operation: operation }, tookMs, 'Milliseconds'),
  ]);
}
