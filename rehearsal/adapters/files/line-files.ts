import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';

/** Text files below one folder that only grow. A file that cannot be written is reported once and then left alone. */
export interface LineFiles {
  /** `name` is a relative path; its parts are made safe for file systems. */
  write(name: string, line: string): void;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

export function lineFiles(directory: string, onError: (file: string, error: Error) => void): LineFiles {
  const streams = new Map<string, WriteStream>();
  const broken = new Set<string>();
  const open = (name: string): WriteStream | undefined => {
    const file = join(directory, ...name.split('/').map(safe).filter(Boolean));
    try {
      mkdirSync(dirname(file), { recursive: true });
    } catch (error) {
      broken.add(name);
      onError(file, error as Error);
      return undefined;
    }
    const stream = createWriteStream(file, { flags: 'a' });
    stream.on('error', (error) => onError(file, error));
    streams.set(name, stream);
    return stream;
  };
  return {
    write(name, line) {
      if (broken.has(name)) return;
      const stream = streams.get(name) ?? open(name);
      if (stream && !stream.errored) stream.write(`${line}\n`);
    },
    async close() {
      await Promise.all([...streams.values()].map(ended));
      streams.clear();
    },
  };
}

const ended = (stream: WriteStream) =>
  new Promise<void>((resolve) => {
    if (stream.errored) return resolve();
    stream.end(() => resolve());
  });

const safe = (part: string) => part.replace(/[^\w.@=-]/g, '_').replace(/^\.+$/, '_');
