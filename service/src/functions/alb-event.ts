import { STATUS_CODES } from 'node:http';
import type { ALBEvent, ALBResult } from 'aws-lambda';

/** The part of a request that a function looks at. */
export interface AlbRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  /** By names in lower case; several of one name joined with commas (RFC 9110, section 5.3). */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Elastic Load Balancing user guide, "Use Lambda functions as targets": names of headers are in lower case, and stand
 * in `headers` or, where the target group has `lambda.multi_value_headers.enabled`, in `multiValueHeaders`, never in
 * both. The guide says that the query is not decoded; of the path it says nothing, and shows none that would tell.
 */
export function requestOf({ httpMethod, path, headers, multiValueHeaders }: ALBEvent): AlbRequest {
  const entries = Object.entries(multiValueHeaders ?? headers ?? {});
  return {
    method: httpMethod,
    path,
    headers: Object.fromEntries(
      entries.flatMap(([name, value]) =>
        value === undefined ? [] : [[name.toLowerCase(), [value].flat().join(', ')]],
      ),
    ),
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers go back in the form in which they came: of the other one, the load balancer takes none. */
export function resultOf(event: ALBEvent, { status, headers, body }: Answer): ALBResult {
  return {
    statusCode: status,
    statusDescription: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
    isBase64Encoded: false,
    ...(event.multiValueHeaders === undefined
      ? { headers: { ...headers } }
      : {
          multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
        }),
    body,
  };
}
