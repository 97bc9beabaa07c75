import type { MetricSamples } from '../ports/metric-sink.ts';

/** One attempt to run a function. */
export interface MeasuredInvocation {
  functionName: string;
  /** As the caller named it: a number, an alias, `$LATEST`, or nothing. */
  qualifier: string | undefined;
  /** Set when the qualifier is an alias: the version it chose. */
  executedVersion?: string | undefined;
  /** Epoch milliseconds. */
  at: number;
  /** Of the function, this one included; not with `throttled`. */
  concurrent: number;
  outcome: { kind: 'throttled' } | { kind: 'ended'; isError: boolean; durationMs: number };
}

/**
 * An invocation as CloudWatch metrics, once for each set of dimensions: none (all functions of the region), the function, the
 * version or alias it was called by, and version and alias together. Errors and throttles are 0 where there was none, so that
 * an average is a rate. Source: Lambda developer guide, "Types of metrics for Lambda functions" and "Viewing metrics for
 * Lambda functions" (dimensions).
 */
export function invocationMetrics(invocation: MeasuredInvocation): MetricSamples[] {
  const { outcome, at } = invocation;
  const throttled = outcome.kind === 'throttled';
  const values: [name: string, value: number, unit: string][] = [['Throttles', throttled ? 1 : 0, 'Count']];
  if (!throttled)
    values.push(
      ['Invocations', 1, 'Count'],
      ['Errors', outcome.isError ? 1 : 0, 'Count'],
      ['Duration', outcome.durationMs, 'Milliseconds'],
      ['ConcurrentExecutions', invocation.concurrent, 'Count'],
    );
  return dimensionSets(invocation).flatMap((dimensions) =>
    values.map(([name, value, unit]) => ({ namespace: 'AWS/Lambda', name, dimensions, at, values: [value], unit })),
  );
}

function dimensionSets({ functionName, qualifier, executedVersion }: MeasuredInvocation): Record<string, string>[] {
  const FunctionName = functionName;
  const Resource = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  const sets: Record<string, string>[] = [{}, { FunctionName }, { FunctionName, Resource }];
  if (executedVersion !== undefined) sets.push({ FunctionName, Resource, ExecutedVersion: executedVersion });
  return sets;
}
