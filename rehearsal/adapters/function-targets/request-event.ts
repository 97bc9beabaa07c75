import type { IncomingMessage } from 'node:http';

/** Content types whose body is text; all others come as Base64. Source: ALB guide, "Receive events from the load balancer". */
const TEXT = /^\s*(text\/[^;]*|application\/(json|javascript|xml))\s*(;|$)/i;
/** Of the connection between the load balancer and its stand-in, not of the client's request. */
const OWN_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/**
 * A request as the event that a function gets; undefined when what must be text is no UTF-8. Path and query are as the client
 * sent them, undecoded. Of a name that is there twice the last value counts, unless multi-value headers are enabled.
 * Source: ALB guide, "Use Lambda functions as targets of an Application Load Balancer".
 */
export function requestEvent(
  request: IncomingMessage,
  body: Buffer,
  target: { targetGroupArn: string; multiValueHeaders: boolean },
): object | undefined {
  const headers = headersOf(request);
  const content = contentOf(request, body);
  if (!headers || !content) return undefined;
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const query = mark < 0 ? [] : parametersOf(url.slice(mark + 1));
  return {
    requestContext: { elb: { targetGroupArn: target.targetGroupArn } },
    httpMethod: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    ...(target.multiValueHeaders
      ? { multiValueQueryStringParameters: allValues(query), multiValueHeaders: allValues(headers) }
      : { queryStringParameters: Object.fromEntries(query), headers: Object.fromEntries(headers) }),
    ...content,
  };
}

type Pairs = [name: string, value: string][];

function headersOf({ rawHeaders }: IncomingMessage): Pairs | undefined {
  const pairs: Pairs = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    // Node reads bytes as Latin-1.
    const value = textOf(Buffer.from(rawHeaders[index + 1] ?? '', 'latin1'));
    if (value === undefined) return undefined;
    if (!OWN_CONNECTION.has(name)) pairs.push([name, value]);
  }
  // The load balancer's own health checks name themselves and nothing else: only clients' requests were forwarded for somebody.
  return pairs.some(([name]) => name === 'x-forwarded-for') ? pairs : pairs.filter(([name]) => name === 'user-agent');
}

function contentOf({ headers }: IncomingMessage, body: Buffer): { body: string; isBase64Encoded: boolean } | undefined {
  if (body.length === 0) return { body: '', isBase64Encoded: false };
  if (headers['content-encoding'] !== undefined || !TEXT.test(headers['content-type'] ?? ''))
    return { body: body.toString('base64'), isBase64Encoded: true };
  const text = textOf(body);
  return text === undefined ? undefined : { body: text, isBase64Encoded: false };
}

const parametersOf = (query: string): Pairs =>
  query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    });

function allValues(pairs: Pairs): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
