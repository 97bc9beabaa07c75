import type { IncomingMessage } from 'node:http';
import { awsChunks } from './aws-chunks.ts';
import { incompleteBody, requestTooLarge } from './errors.ts';

/** A request's bytes as they arrive; they can be read once. */
export interface StreamedBody extends AsyncIterable<Uint8Array> {
  /** Bytes, when the sender says how many there are. */
  readonly length: number | undefined;
  /** Names of headers that follow the bytes, in lower case. */
  readonly announced: readonly string[];
  /** Headers that followed the bytes: complete when all have been read. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** A request's body without the framing that some clients put around it. */
export function streamedBody(incoming: IncomingMessage): StreamedBody {
  const { headers } = incoming;
  const header = (name: string) => String(headers[name] ?? '');
  const isFramed =
    header('content-encoding').includes('aws-chunked') || header('x-amz-content-sha256').startsWith('STREAMING-');
  const length = header(isFramed ? 'x-amz-decoded-content-length' : 'content-length');
  const trailers: Record<string, string> = {};
  const bytes = arriving(incoming);
  const chunks = isFramed ? awsChunks(bytes, trailers) : bytes;
  return {
    length: length === '' ? undefined : Number(length),
    announced: header('x-amz-trailer')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter(Boolean),
    trailers,
    [Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](),
  };
}

/** Throws IncompleteBody when the client leaves before its last byte. */
async function* arriving(incoming: IncomingMessage): AsyncGenerator<Buffer> {
  // The connection must outlive a body that is refused half way: the answer goes over it.
  const chunks = incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    yield* chunks;
  } catch (cause) {
    throw incompleteBody(cause);
  }
}

/** All of a body. Throws RequestEntityTooLargeException. */
export async function wholeBody(stream: StreamedBody, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw requestTooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
