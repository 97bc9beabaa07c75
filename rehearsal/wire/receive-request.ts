import type { IncomingMessage } from 'node:http';
import type { WireRequest } from './protocols/protocol.ts';
import { readBody } from './request-body.ts';
import type { Routed } from './router.ts';
import { streamedBody, wholeBody } from './streamed-body.ts';

/** A request as its first lines say it, without its body. */
export function requestHead(incoming: IncomingMessage): WireRequest {
  const target = incoming.url ?? '/';
  return {
    method: incoming.method ?? '',
    // A path that begins with two slashes names no host.
    url: new URL(target.startsWith('/') ? `http://gateway${target}` : target, 'http://gateway'),
    path: target.replace(/\?.*$/s, '').replace(/^\w+:\/\/[^/]*/, ''),
    headers: incoming.headers,
    body: new Uint8Array(),
  };
}

/** Adds the body: whole, or as a stream where S3's operation takes one. Throws RequestEntityTooLargeException. */
export async function receiveBody(
  incoming: IncomingMessage,
  request: WireRequest,
  ofBucket: Routed | undefined,
  limit: number,
): Promise<void> {
  if (!ofBucket) request.body = await readBody(incoming, limit);
  else if (takesStream(ofBucket)) request.stream = streamedBody(incoming);
  else request.body = await wholeBody(streamedBody(incoming), limit);
}

const takesStream = ({ operation }: Routed): boolean =>
  operation?.input.isStructSchema() === true &&
  [...operation.input.structIterator()].some(([, schema]) => schema.isStreaming());
