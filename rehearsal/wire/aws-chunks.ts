import { AwsError } from '../kernel/aws-error.ts';
import { incompleteBody } from './errors.ts';

/** Longest line of the framing: a size with its signature, or a trailing header. */
const LONGEST_LINE = 16 * 1024;

/**
 * The bytes inside `aws-chunked` framing: `<hex size>[;chunk-signature=…]`, the bytes, and at the end a chunk of size 0 with
 * headers that are put into `trailers`. Signatures are not verified. Throws IncompleteBody and InvalidChunkSizeError. Source:
 * S3 API reference, "Signature calculations: transferring payload in multiple chunks".
 */
export async function* awsChunks(
  source: AsyncIterable<Buffer>,
  trailers: Record<string, string>,
): AsyncGenerator<Uint8Array> {
  const reader = new FrameReader(source);
  for (;;) {
    const size = sizeOf(await reader.line());
    if (size === 0) break;
    yield* reader.take(size);
    if ((await reader.line()) !== '') throw malformed();
  }
  for (let line = await reader.line(true); line !== ''; line = await reader.line(true)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}

function sizeOf(line: string): number {
  const hex = /^([0-9a-fA-F]{1,8})(?:;.*)?$/.exec(line)?.[1];
  if (hex === undefined) throw malformed();
  return Number.parseInt(hex, 16);
}

class FrameReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Without its line end. The last line of all may lack one. */
  async line(mayEnd = false): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end >= 0) return this.#cut(end, 2).toString('latin1');
      if (this.#rest.length > LONGEST_LINE) throw malformed();
      if (await this.#more()) continue;
      if (mayEnd) return this.#cut(this.#rest.length, 0).toString('latin1');
      throw incompleteBody();
    }
  }

  async *take(size: number): AsyncGenerator<Uint8Array> {
    for (let left = size; left > 0;) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incompleteBody();
      const chunk = this.#cut(Math.min(left, this.#rest.length), 0);
      left -= chunk.length;
      yield chunk;
    }
  }

  #cut(length: number, separator: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length + separator);
    return taken;
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

const malformed = (): AwsError => new AwsError('InvalidChunkSizeError', 'The framing of the chunks could not be read.');
