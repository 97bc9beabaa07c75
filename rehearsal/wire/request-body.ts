import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { requestTooLarge } from './errors.ts';

/** Reads a request's body whole, unpacked when its sender compressed it (CloudWatch clients do above 10 KB). */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw requestTooLarge(limit);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (incoming.headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw requestTooLarge(limit);
    throw error;
  }
}
