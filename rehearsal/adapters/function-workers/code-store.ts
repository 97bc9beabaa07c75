import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { FunctionCode, StagedCode } from '../../runtime/ports/function-workers.ts';
import { readZip } from '../zip-archive.ts';

/**
 * Copies of functions' files, by content. They must lie outside the repository: under its `"type": "module"` a CommonJS asset
 * fails, and its node_modules would be found, which Lambda does not have. A second copy, from which nothing runs, may lie
 * anywhere: it is there when the next engine starts, whatever became of the code's source.
 */
export class CodeStore {
  readonly #directory: string;
  readonly #kept: string | undefined;

  constructor(directory: string, kept?: string) {
    this.#directory = directory;
    this.#kept = kept;
    mkdirSync(directory, { recursive: true });
    // Ends Node's search for the nearest package.json, wherever the folder is.
    writeFileSync(join(directory, 'package.json'), '{"type":"commonjs"}\n');
  }

  stage(code: FunctionCode): StagedCode {
    const { sha256, size } = measure(code);
    const root = join(this.#directory, folderOf(sha256));
    if (this.#kept === undefined) {
      place(root, (target) => write(code, target));
      return { sha256, size, root };
    }
    place(join(this.#kept, folderOf(sha256)), (target) => write(code, target));
    return this.restage({ sha256, size, root });
  }

  /** Throws when the files were not kept. */
  restage({ sha256, size }: StagedCode): StagedCode {
    const root = join(this.#directory, folderOf(sha256));
    const kept = this.#kept && join(this.#kept, folderOf(sha256));
    if (kept === undefined || !existsSync(kept)) throw new Error(`The files of the code ${sha256} are gone.`);
    place(root, (target) => cpSync(kept, target, { recursive: true }));
    return { sha256, size, root };
  }
}

const folderOf = (sha256: string): string => sha256.replaceAll('/', '_').replaceAll('+', '-').replace('=', '');

/** Whole or not at all. */
function place(folder: string, fill: (target: string) => void): void {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.${process.pid}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  fill(unfinished);
  renameSync(unfinished, folder);
}

function write(code: FunctionCode, root: string): void {
  switch (code.kind) {
    case 'directory':
      return cpSync(code.path, root, { recursive: true, dereference: true });
    case 'inline':
      return writeFileSync(join(root, 'index.js'), code.source);
    case 'zip':
      for (const entry of readZip(code.bytes)) {
        const path = join(root, entry.path);
        if (entry.path.endsWith('/')) mkdirSync(path, { recursive: true });
        else {
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, entry.content(), { mode: entry.mode || 0o644 });
        }
      }
      return undefined;
    default:
      return code satisfies never;
  }
}

/** AWS hashes the uploaded archive; a folder has none, so its files are hashed in order of their names. */
function measure(code: FunctionCode): { sha256: string; size: number } {
  const hash = createHash('sha256');
  if (code.kind === 'zip') return { sha256: hash.update(code.bytes).digest('base64'), size: code.bytes.length };
  if (code.kind === 'inline')
    return { sha256: hash.update(code.source).digest('base64'), size: Buffer.byteLength(code.source) };
  let size = 0;
  for (const file of filesOf(code.path)) {
    const content = readFileSync(file);
    size += content.length;
    hash.update(`${relative(code.path, file)}\0${content.length}\0`).update(content);
  }
  return { sha256: hash.digest('base64'), size };
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .toSorted();
}
