import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { FastifyBaseLogger } from 'fastify';
import type { SignRequest } from './request-signer.ts';

/** A collector answers at once or not at all; two of these fit into a shutdown. */
const TIMEOUT_MS = 1_500;

/** One line about lost spans, then at most one a minute. */
const REPORT_MS = 60_000;

/**
 * Spans by OTLP over HTTP in JSON, with the global fetch, which honours proxies. A collector that fails loses its
 * spans, counted and told in the log, and is tried again with the next batch; nothing waits for it.
 *
 * CloudWatch's own endpoint, `https://xray.<region>.amazonaws.com/v1/traces`, takes OTLP 1.x over HTTP 1.1, binary or
 * JSON, at most 5 MB and 10,000 spans a request, 200 KB a span, signed by Signature Version 4 (CloudWatch user guide,
 * "OTLP endpoints"). It answers 400 until the account sends trace segments to CloudWatch Logs: "The OTLP API is
 * supported with CloudWatch Logs as a Trace Segment Destination" (user guide, "Transaction Search").
 */
export class OtlpExporter implements SpanExporter {
  /** Set by whoever counts what waits. */
  onTaken: (count: number) => void = () => {};
  readonly #options: OtlpExporterOptions;
  #lost = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(options: OtlpExporterOptions) {
    this.#options = options;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.onTaken(spans.length);
    // A failure is this class's to tell; the SDK would write it to the console.
    void this.#send(spans)
      .catch((error: unknown) => this.lost(spans.length, error))
      .finally(() => done({ code: ExportResultCode.SUCCESS }));
  }

  /** Counts spans that no collector will see. */
  lost(count: number, reason: unknown): void {
    this.#lost += count;
    const now = performance.now();
    if (now - this.#reportedAt < REPORT_MS) return;
    this.#reportedAt = now;
    const err = reason instanceof Error ? reason : undefined;
    this.#options.log.warn(
      { endpoint: this.#options.endpoint, lostSpans: this.#lost, ...(err ? { err } : { reason }) },
      'traces are lost',
    );
  }

  /** Everything is under way or told. */
  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  async #send(spans: ReadableSpan[]): Promise<void> {
    const body = JsonTraceSerializer.serializeRequest(spans);
    if (body === undefined) throw new Error('the spans could not be serialized');
    const { endpoint, sign } = this.#options;
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: sign === undefined ? headers : await sign(headers, body),
      body: Buffer.from(body),
      redirect: 'error',
      signal,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the collector answered ${answer.status}: ${text.slice(0, 200)}`);
  }
}

interface OtlpExporterOptions {
  readonly endpoint: string;
  readonly log: FastifyBaseLogger;
  /** Absent: the collector asks for no signature. */
  readonly sign: SignRequest | undefined;
}
