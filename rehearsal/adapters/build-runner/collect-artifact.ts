import type { Dirent } from 'node:fs';
import {
  constants,
  copyFile,
  link as linkFile,
  mkdir,
  readdir,
  readlink,
  realpath,
  stat,
  symlink,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { ArtifactDefinition } from '../../domain/build/buildspec.ts';
import { fixedPrefix, pathPattern } from '../../domain/build/path-pattern.ts';
import { NoArtifact } from '../../runtime/ports/build-runner.ts';

interface Walk {
  definition: Omit<ArtifactDefinition, 'name'>;
  isExcluded: (path: string) => boolean;
  /** Nothing outside of them is looked at. */
  prefixes: string[];
}

/**
 * Copies what an artifact's definition names, modes included; symbolic links become what they point to unless
 * `enable-symlinks` says otherwise. The lines are those of real logs. Throws NoArtifact with CodeBuild's text.
 * Source: CodeBuild user guide, "Build specification reference", artifacts; what CodeBuild does with a link that leads nowhere
 * (skipped here) is unverified.
 */
export async function collectArtifact(
  source: string,
  definition: ArtifactDefinition,
  target: string,
  line: (text: string) => void,
): Promise<number> {
  await mkdir(target, { recursive: true });
  const chosen = await chosenFiles(source, definition, line);
  for (const [path, file] of chosen) await copy(file, join(target, path), definition.enableSymlinks);
  return chosen.size;
}

/** Files by their paths in the artifact. Throws NoArtifact when there is none. */
export async function chosenFiles(
  source: string,
  definition: Omit<ArtifactDefinition, 'name'>,
  line: (text: string) => void,
): Promise<Map<string, string>> {
  line(`Expanding base directory path: ${definition.baseDirectory}`);
  const bases = await baseDirectories(source, definition.baseDirectory);
  if (bases.length === 0) throw new NoArtifact(`no matching base directory path found for ${definition.baseDirectory}`);
  line(`Expanding file paths for base directory ${definition.baseDirectory}`);
  const walk: Walk = {
    definition,
    isExcluded: anyOf(definition.excludePaths),
    prefixes: definition.files.map((pattern) => fixedPrefix(pattern.replace(/^(\.\/)+/, ''))),
  };
  const files = (await Promise.all(bases.map(async (base) => entriesOf(walk, base, '', [base])))).flat();
  const chosen = new Map<string, string>();
  for (const pattern of definition.files) {
    line(`Expanding ${pattern}`);
    const matches = pathPattern(pattern);
    const found = files.filter(({ path }) => matches(path));
    if (found.length === 0) line(`Skipping invalid file path ${pattern}`);
    for (const { path, file } of found) chosen.set(definition.discardPaths ? basename(path) : path, file);
  }
  if (chosen.size === 0) throw new NoArtifact('no matching artifact paths found');
  return chosen;
}

const anyOf = (patterns: readonly string[]): ((path: string) => boolean) => {
  const tests = patterns.map(pathPattern);
  return (path) => tests.some((test) => test(path));
};

/** Source: artifacts/base-directory: one directory, or all top-level ones that a pattern names. */
async function baseDirectories(source: string, pattern: string): Promise<string[]> {
  if (!/[*?[]/.test(pattern)) {
    const directory = resolve(source, pattern);
    return (await isDirectory(directory)) ? [directory] : [];
  }
  const matches = pathPattern(pattern);
  const entries = await readdir(source, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && matches(entry.name)).map(({ name }) => join(source, name));
}

/** Files and, where they stay, links below a directory, with paths relative to the base. */
async function entriesOf(
  walk: Walk,
  directory: string,
  below: string,
  ancestors: readonly string[],
): Promise<{ path: string; file: string }[]> {
  const found: { path: string; file: string }[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const file = join(directory, entry.name);
    if (walk.isExcluded(path)) continue;
    const kind = await kindOf(entry, file, walk.definition.enableSymlinks);
    if (kind === 'file') found.push({ path, file });
    if (kind !== 'directory' || !walk.prefixes.some((prefix) => mayHold(path, prefix))) continue;
    const real = await realpath(file);
    // A link to one of its own parents has no end.
    if (!ancestors.includes(real)) found.push(...(await entriesOf(walk, file, path, [...ancestors, real])));
  }
  return found;
}

const mayHold = (directory: string, prefix: string): boolean =>
  prefix === '' || `${directory}/`.startsWith(`${prefix}/`) || prefix.startsWith(`${directory}/`);

async function kindOf(entry: Dirent, file: string, keepLinks: boolean): Promise<'file' | 'directory' | undefined> {
  if (entry.isDirectory()) return 'directory';
  if (entry.isFile() || (entry.isSymbolicLink() && keepLinks)) return 'file';
  if (!entry.isSymbolicLink()) return undefined;
  const facts = await stat(file).catch(() => undefined);
  if (facts?.isDirectory()) return 'directory';
  return facts?.isFile() ? 'file' : undefined;
}

async function copy(file: string, target: string, keepLinks: boolean): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const link = keepLinks ? await readlink(file).catch(() => undefined) : undefined;
  if (link !== undefined) await symlink(link, target);
  else if (!(await isShared(file, target))) await copyFile(file, target, constants.COPYFILE_FICLONE);
}

/** Bytes from which copying is noticed. */
const LARGE = 1024 * 1024;

/** The build's own large files are not copied: its directories are removed after this, and an artifact never changes. */
async function isShared(file: string, target: string): Promise<boolean> {
  const { size } = await stat(file);
  // Through a link it may be somebody else's, who may change it.
  if (size < LARGE || (await realpath(file)) !== file) return false;
  return linkFile(file, target).then(
    () => true,
    // Another file system, or one without links.
    () => false,
  );
}

const isDirectory = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
