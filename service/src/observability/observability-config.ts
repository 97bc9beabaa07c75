import { oneOf, type Reader, textOf, urlOf, wholeNumber } from '../config/variables.ts';

export interface ObservabilityConfig {
  /** Metrics as log lines in CloudWatch's embedded metric format, from which CloudWatch Logs makes metrics. */
  readonly metrics:
    { readonly service: string; readonly namespace: string; readonly intervalSeconds: number } | undefined;
  /** Spans by OTLP over HTTP. */
  readonly traces: { readonly service: string; readonly endpoint: string; readonly sampledPercent: number } | undefined;
}
/** SERVICE_NAME; METRICS (`emf` or `none`, the default), METRICS_NAMESPACE, METRICS_INTERVAL_SECONDS; TRACES_ENDPOINT, TRACES_SAMPLED_PERCENT. */
export function readObservabilityConfig(read: Reader): ObservabilityConfig {
  // Tells environments apart where they share an account, and so a namespace.
  const service =
    read('SERVICE_NAME', 'picus', textOf(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits or any of . _ -')) ?? '';
  const metrics = read('METRICS', 'none', oneOf(['emf', 'none']));
  const namespace = read(
    'METRICS_NAMESPACE',
    'picus',
    // CloudWatch API reference, PutMetricData: at most 255 characters, not beginning with AWS/.
    textOf(/^(?!AWS\/)[A-Za-z0-9._/#:-]{1,255}$/, "a CloudWatch namespace that does not begin with 'AWS/'"),
  );
  const intervalSeconds = read('METRICS_INTERVAL_SECONDS', 10, wholeNumber(1, 60));
  const endpoint = read('TRACES_ENDPOINT', undefined, urlOf('http:', 'https:'));
  const sampledPercent = read('TRACES_SAMPLED_PERCENT', 5, wholeNumber(0, 100));
  return {
    metrics: metrics === 'emf' && namespace !== undefined ? { service, namespace, intervalSeconds } : undefined,
    traces: endpoint === undefined ? undefined : { service, endpoint, sampledPercent },
  };
}
