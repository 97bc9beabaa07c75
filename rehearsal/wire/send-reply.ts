import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { WireReply } from './protocols/protocol.ts';

/** Resolves when everything is on its way, or the client has left. Rejects when the bytes of a stream could not be read. */
export async function sendReply(
  response: ServerResponse,
  { status, headers, body }: WireReply,
  requestId: string,
): Promise<void> {
  response.writeHead(status, { ...headers, 'x-amzn-requestid': requestId });
  if (typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body);
    return;
  }
  await pipeline(body, response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
