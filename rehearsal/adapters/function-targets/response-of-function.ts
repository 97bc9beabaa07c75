import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import { OWN_ANSWER_HEADER } from '../../runtime/ports/traffic-router.ts';

export interface HttpAnswer {
  status: number;
  phrase: string;
  /** Names and values in turn. */
  headers: string[];
  body: Buffer;
}

/** The load balancer frames the message itself: these are not honoured. Source: ALB guide, "Respond to the load balancer". */
const NOT_HONOURED = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  OWN_ANSWER_HEADER,
]);
/** Answers without a body. Source: RFC 9110, 15.3.5 and 15.4.5. */
const BODILESS = new Set([204, 304]);

/**
 * What a function returned as the answer to the client; undefined when it is malformed. With multi-value headers only
 * `multiValueHeaders` counts, without them only `headers`. Source: ALB guide, "Respond to the load balancer" and "Responses with
 * multi-value headers".
 */
export function httpAnswer(payload: unknown, options: { multiValueHeaders: boolean }): HttpAnswer | undefined {
  if (!isRecord(payload)) return undefined;
  const { statusCode, statusDescription, isBase64Encoded = false, body } = payload;
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599)
    return undefined;
  if (typeof isBase64Encoded !== 'boolean') return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const pairs = headersOf(options.multiValueHeaders ? payload['multiValueHeaders'] : payload['headers']);
  if (!pairs) return undefined;
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  const has = (wanted: string) => pairs.some(([name]) => name.toLowerCase() === wanted);
  if (!has('server')) pairs.push(['Server', 'awselb/2.0']);
  if (!BODILESS.has(statusCode)) {
    if (!has('content-type')) pairs.push(['Content-Type', 'application/octet-stream']);
    pairs.push(['Content-Length', String(bytes.length)]);
  }
  return { status: statusCode, phrase: phraseOf(statusCode, statusDescription), headers: pairs.flat(), body: bytes };
}

/** Undefined when a header is none. Values may be lists where multi-value headers are enabled. */
function headersOf(headers: unknown): [string, string][] | undefined {
  if (headers === undefined || headers === null) return [];
  if (!isRecord(headers)) return undefined;
  const pairs: [string, string][] = [];
  for (const [name, given] of Object.entries(headers)) {
    if (NOT_HONOURED.has(name.toLowerCase())) continue;
    for (const value of Array.isArray(given) ? (given as unknown[]) : [given]) {
      if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
      // Node writes Latin-1: so the bytes on the wire are UTF-8.
      const text = Buffer.from(String(value), 'utf8').toString('latin1');
      if (!isHeader(name, text)) return undefined;
      pairs.push([name, text]);
    }
  }
  return pairs;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** `200 OK`: the status again, a space and the phrase. */
function phraseOf(status: number, description: unknown): string {
  const own = typeof description === 'string' ? /^\d{3} ([\x20-\x7e]*)$/.exec(description)?.[1] : undefined;
  return own ?? STATUS_CODES[status] ?? '';
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
