import { gunzipSync } from 'node:zlib';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { ReservedAnswer, ReservedHost, ReservedRequest } from '../ports/reserved-host.ts';
import { spansOf, type SpanSummary } from './otlp-spans.ts';

export interface TraceReceiverOptions {
  clock: Clock;
  /** Gets one line of JSON a batch, without its line end. */
  writeLine: (line: string) => void;
}

const HOST = /^xray\.([a-z0-9-]+)\.amazonaws\.com$/;
/** Source: CloudWatch user guide, "OTLP endpoints". */
const MOST_SPANS = 10_000;
const MOST_BYTES = 5 * 1024 * 1024;
/** The oldest traces are forgotten; the lines stay. */
const TRACES_KEPT = 10_000;

/**
 * X-Ray's OTLP endpoint, `https://xray.<region>.amazonaws.com/v1/traces`: JSON is read, counted and written down; of protobuf
 * only size and type are. Signatures must be there and are not verified. Unverified: the bodies of its errors.
 */
export class TraceReceiver implements ReservedHost {
  readonly #options: TraceReceiverOptions;
  readonly #spans = new Map<string, number>();

  constructor(options: TraceReceiverOptions) {
    this.#options = options;
  }

  /** How many spans came of each trace, by its id of 32 hexadecimal digits; the oldest first. */
  traces(): ReadonlyMap<string, number> {
    return this.#spans;
  }

  owns(host: string): boolean {
    return HOST.test(host);
  }

  answer(request: ReservedRequest): ReservedAnswer {
    const { method, path, headers, host } = request;
    if (method !== 'POST' || path.split('?')[0] !== '/v1/traces') return refusal(404, `Unable to find ${path}`);
    if (!/^AWS4-HMAC-SHA256\s/.test(String(headers['authorization'])))
      return refusal(403, 'Missing Authentication Token');
    const contentType =
      String(headers['content-type'] ?? '')
        .split(';')[0]
        ?.trim() ?? '';
    const region = HOST.exec(host)?.[1] ?? '';
    const received = { at: this.#options.clock.now(), region, contentType, bytes: request.body.length };
    if (contentType === 'application/x-protobuf') {
      this.#write({ ...received, unread: 'protobuf is not read here' });
      return { status: 200, body: '', contentType };
    }
    if (contentType !== 'application/json') return refusal(415, `Unsupported content type ${contentType}`);
    try {
      const spans = spansOf(JSON.parse(textOf(request)));
      if (spans.length > MOST_SPANS) return refusal(400, `More than ${MOST_SPANS} spans in a request`);
      this.#count(spans);
      this.#write({ ...received, traces: new Set(spans.map(({ traceId }) => traceId)).size, spans });
      return { status: 200, body: '{}', contentType };
    } catch (error) {
      return refusal(400, messageOf(error));
    }
  }

  #count(spans: readonly SpanSummary[]): void {
    for (const { traceId } of spans) this.#spans.set(traceId, (this.#spans.get(traceId) ?? 0) + 1);
    for (const traceId of this.#spans.keys()) {
      if (this.#spans.size <= TRACES_KEPT) break;
      this.#spans.delete(traceId);
    }
  }

  #write(line: object): void {
    this.#options.writeLine(JSON.stringify(line));
  }
}

function textOf({ headers, body }: ReservedRequest): string {
  const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: MOST_BYTES }) : body;
  return Buffer.from(bytes).toString('utf8');
}

/** Source: OTLP 1.x specification, "Failures": a Status with a message. */
const refusal = (status: number, message: string): ReservedAnswer => ({
  status,
  body: JSON.stringify({ message }),
  contentType: 'application/json',
});
