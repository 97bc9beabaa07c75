import {
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import { AWSXRayPropagator, AWSXRAY_TRACE_ID_HEADER } from '@opentelemetry/propagator-aws-xray';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  type IdGenerator,
} from '@opentelemetry/sdk-trace-base';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { OtlpExporter } from './otlp-exporter.ts';
import { requestSigner } from './request-signer.ts';
import { BoundedSpans } from './bounded-spans.ts';
import type { TraceHeader } from './trace-header.ts';

export interface TracerOptions {
  readonly endpoint: string;
  /** What made the spans, as attributes of their resource. */
  readonly service: { readonly name: string; readonly version: string; readonly release: string | undefined };
  readonly log: FastifyBaseLogger;
}

export interface ServiceTracer {
  /** The span of a request that is sampled. */
  server(request: FastifyRequest, header: TraceHeader | undefined): ActiveSpan;
  /** Sends what is waiting, within {@link SHUTDOWN_MS}. */
  shutdown(): Promise<void>;
}

/** Less than what the process is given between the end of the drain and being killed (lifecycle/drain.ts). */
const SHUTDOWN_MS = 3_000;

export async function createTracer({ endpoint, service, log }: TracerOptions): Promise<ServiceTracer> {
  const ids = new RootIds();
  const exporter = new OtlpExporter({ endpoint, log, sign: await requestSigner(new URL(endpoint)) });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': service.name,
      'service.version': service.version,
      ...(service.release === undefined ? {} : { 'deployment.name': service.release }),
    }),
    // What should not be sampled never gets here (tracing.ts).
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: [new BoundedSpans(new BatchSpanProcessor(exporter, BATCHES), BATCHES.maxQueueSize, exporter)],
  });
  const tracer = provider.getTracer('service');
  const start = (name: string, kind: SpanKind, parent?: SpanContext): Span =>
    tracer.startSpan(name, { kind }, parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  const child = (name: string, parent: Span): ActiveSpan =>
    new ActiveSpan(start(name, SpanKind.INTERNAL, parent.spanContext()), child);
  return {
    server(request, header) {
      const { method, routeOptions } = request;
      // A path that has no route may be anything; names of spans are grouped by.
      const name = routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`;
      const span = ids.withRoot(header, () => start(name, SpanKind.SERVER, remoteParent(header)));
      span.setAttribute('http.request.method', method);
      if (routeOptions.url !== undefined) span.setAttribute('http.route', routeOptions.url);
      span.setAttribute('url.path', request.url.split('?', 1)[0] ?? '/');
      return new ActiveSpan(span, child);
    },
    async shutdown() {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, SHUTDOWN_MS);
      await Promise.race([provider.shutdown(), late.promise]);
      clearTimeout(timer);
    },
  };
}

/** Spans of about 1 KB: a batch stays far below what the endpoint takes (otlp-exporter.ts). */
const BATCHES = { maxExportBatchSize: 256, maxQueueSize: 2_048, scheduledDelayMillis: 5_000 };

/** A span in progress. */
export class ActiveSpan {
  readonly #span: Span;
  readonly child: (name: string) => ActiveSpan;

  constructor(span: Span, child: (name: string, parent: Span) => ActiveSpan) {
    this.#span = span;
    this.child = (name) => child(name, span);
  }

  /** `X-Amzn-Trace-Id` for calls below this span. */
  get header(): string {
    const carrier: Record<string, string> = {};
    propagator.inject(trace.setSpan(ROOT_CONTEXT, this.#span), carrier, {
      set: (_, name, value) => void (carrier[name] = value),
    });
    return carrier[AWSXRAY_TRACE_ID_HEADER] ?? '';
  }

  /** OpenTelemetry's conventions for HTTP spans: of a server, only 5xx is an error. */
  answered(status: number): void {
    this.#span.setAttribute('http.response.status_code', status);
    if (status >= 500) this.#fault(String(status));
    this.end();
  }

  /** The client went away before the answer. */
  aborted(): void {
    this.#fault('client_disconnected');
    this.end();
  }

  failed(error: unknown): void {
    this.#fault(error instanceof Error ? error.name : 'error');
  }

  end(): void {
    if (this.#span.isRecording()) this.#span.end();
  }

  #fault(type: string): void {
    this.#span.setAttribute('error.type', type);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }
}

const propagator = new AWSXRayPropagator();

function remoteParent(header: TraceHeader | undefined): SpanContext | undefined {
  if (header?.parent === undefined) return undefined;
  return { traceId: traceIdOf(header), spanId: header.parent, traceFlags: TraceFlags.SAMPLED, isRemote: true };
}

/** OpenTelemetry's form of an X-Ray id: the same 32 hex digits. */
const traceIdOf = ({ root }: TraceHeader): string => root.slice(2, 10) + root.slice(11);

/** X-Ray's ids; a request that came with a root but without a parent begins the trace that the root names. */
class RootIds implements IdGenerator {
  readonly #ids = new AWSXRayIdGenerator();
  #next: string | undefined;

  generateTraceId(): string {
    return this.#next ?? this.#ids.generateTraceId();
  }

  generateSpanId(): string {
    return this.#ids.generateSpanId();
  }

  withRoot<T>(header: TraceHeader | undefined, start: () => T): T {
    this.#next = header === undefined ? undefined : traceIdOf(header);
    try {
      return start();
    } finally {
      this.#next = undefined;
    }
  }
}
