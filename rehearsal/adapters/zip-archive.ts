import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With `/`; folders end in one. */
  path: string;
  /** Unix permission bits, 0 when the archive names none. */
  mode: number;
  content(): Uint8Array;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;

/** The files of a zip archive: stored and deflated entries, no encryption, no zip64. Source: PKWARE APPNOTE 4.3. */
export function readZip(archive: Uint8Array): ZipEntry[] {
  const view = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view);
  const count = view.readUInt16LE(end + 10);
  let at = view.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) throw new Error('The zip archive is in zip64 format, which is not read.');
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (view.readUInt32LE(at) !== CENTRAL) throw new Error('The zip archive is damaged: its directory is cut short.');
    const [flags, method] = [view.readUInt16LE(at + 8), view.readUInt16LE(at + 10)];
    const size = view.readUInt32LE(at + 20);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const mode = (view.readUInt32LE(at + 38) >>> 16) & 0o777;
    const header = view.readUInt32LE(at + 42);
    const path = view.toString('utf8', at + 46, at + 46 + nameLength);
    if (flags & 1) throw new Error(`The zip archive's entry ${path} is encrypted.`);
    if (path.startsWith('/') || path.split('/').includes('..'))
      throw new Error(`The zip archive's entry ${path} leads outside of it.`);
    entries.push({ path, mode, content: () => content(view, header, size, method, path) });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function content(view: Buffer, header: number, size: number, method: number, path: string): Uint8Array {
  const start = header + 30 + view.readUInt16LE(header + 26) + view.readUInt16LE(header + 28);
  const packed = view.subarray(start, start + size);
  if (method === 0) return packed;
  if (method === 8) return inflateRawSync(packed);
  throw new Error(`The zip archive's entry ${path} is packed with method ${method}, which is not read.`);
}

function findEnd(view: Buffer): number {
  for (let at = view.length - 22; at >= Math.max(0, view.length - 22 - 0xffff); at--)
    if (view.readUInt32LE(at) === END) return at;
  throw new Error('Could not unzip uploaded file. Please check your file, then try to upload again.');
}
