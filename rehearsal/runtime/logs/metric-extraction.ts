import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { LogLine } from '../ports/log-sink.ts';
import type { MetricSamples, MetricSink } from '../ports/metric-sink.ts';
import { embeddedMetrics } from './embedded-metrics.ts';

export interface MetricExtractionOptions {
  clock: Clock;
  metrics: MetricSink;
  log: Log | undefined;
}

/** Source: CloudWatch Logs user guide, "Monitoring with CloudWatch metrics". */
const ERROR_METRICS = { parsing: 'EMFParsingErrors', validation: 'EMFValidationErrors' } as const;

/** Makes metrics of what log events say in embedded metric format; what is wrong is counted, told at times, and dropped. */
export class MetricExtraction {
  readonly #options: MetricExtractionOptions;
  #errors = 0;

  constructor(options: MetricExtractionOptions) {
    this.#options = options;
  }

  extract(scope: Scope, group: string, lines: readonly LogLine[]): void {
    const samples = lines.flatMap(({ message }) => this.#samplesOf(group, message));
    if (samples.length > 0) this.#options.metrics.record(scope, samples);
  }

  #samplesOf(group: string, message: string): MetricSamples[] {
    const { clock } = this.#options;
    const found = embeddedMetrics(message, clock.now());
    if (found.kind === 'none') return [];
    if (found.kind === 'metrics') return found.samples;
    this.#tell(group, found.reason);
    const at = Math.floor(clock.now() / 1000) * 1000;
    const name = ERROR_METRICS[found.kind];
    return [{ namespace: 'AWS/Logs', name, dimensions: { LogGroupName: group }, at, values: [1], unit: 'Count' }];
  }

  /** The first, the tenth, the hundredth …: a line that is wrong is wrong thousands of times. */
  #tell(group: string, reason: string): void {
    this.#errors++;
    if (!/^10*$/.test(String(this.#errors))) return;
    const which = this.#errors === 1 ? 'A log event' : `${this.#errors} log events so far`;
    this.#options.log?.warn(`${which} with embedded metrics could not be used.`, { group, reason });
  }
}
