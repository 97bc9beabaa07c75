import { appendFileSync, closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readContainer, type Container } from './containers.ts';
import type { Stream } from './supervise.ts';

interface LogLine {
  stream: Stream;
  text: string;
}

const fileOf = (folder: string) => join(folder, 'log.ndjson');
/** Real milliseconds between two looks. */
const LOOK_MS = 50;

export const writeLog = (folder: string, stream: Stream, text: string): void =>
  appendFileSync(fileOf(folder), `${JSON.stringify({ stream, text } satisfies LogLine)}\n`);

/** Lines as they are there, and with `follow` as they come until the container ends. */
export async function* readLog({ folder }: Container, follow: boolean): AsyncGenerator<LogLine> {
  let offset = 0;
  let partial = '';
  for (;;) {
    // Asked before the file is read: what is written before the end is seen.
    const isRunning = readContainer(folder)?.state.status === 'running';
    const chunk = readFrom(fileOf(folder), offset);
    offset += chunk.length;
    // A character never lies across two lines, and each line is one write.
    const lines = (partial + chunk.toString('utf8')).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as LogLine;
    if (!follow || !isRunning) return;
    await delay(LOOK_MS);
  }
}

function readFrom(file: string, offset: number): Buffer {
  if (!existsSync(file)) return Buffer.alloc(0);
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let position = offset; ;) {
      const chunk = Buffer.alloc(65_536);
      const size = readSync(descriptor, chunk, 0, chunk.length, position);
      if (size === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, size));
      position += size;
    }
  } finally {
    closeSync(descriptor);
  }
}
