import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The files that COPY may see: a folder less what its `.dockerignore` names. Paths are relative, with slashes. */
export interface BuildContext {
  readonly root: string;
  /** Files (and links) that a COPY source names: itself, everything below it, or what a pattern matches. */
  select(source: string): SelectedFile[];
}

export interface SelectedFile {
  /** Inside the context. */
  path: string;
  /** Below the copied source: what is appended to the destination. */
  relative: string;
  /** The source itself is a file, so a destination without a slash is its new name. */
  isSource: boolean;
}

export function buildContext(root: string, ignoreFile = join(root, '.dockerignore')): BuildContext {
  const ignored = existsSync(ignoreFile) ? ignoreRules(readFileSync(ignoreFile, 'utf8')) : ignoreRules('');
  return { root, select: (source) => selectFiles(root, source, ignored) };
}

/** A folder without rules: another stage's tree. */
export const plainTree = (root: string): BuildContext => ({
  root,
  select: (source) => selectFiles(root, source, ignoreRules('')),
});

/** Content, name and executable bit of the files: what makes a COPY's result. */
export function hashFiles(root: string, files: SelectedFile[]): string {
  const hash = createHash('sha256');
  for (const { path, relative } of files) {
    const stat = lstatSync(join(root, path));
    hash.update(`${path}\0${relative}\0${stat.isSymbolicLink() ? 'l' : stat.mode & 0o111 ? 'x' : '-'}\0`);
    hash.update(stat.isSymbolicLink() ? readlinkSync(join(root, path)) : readFileSync(join(root, path)));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function selectFiles(root: string, source: string, ignored: IgnoreRules): SelectedFile[] {
  const wanted = posix.normalize(source).replace(/^\/+/, '').replace(/\/$/, '');
  if (wanted.startsWith('..')) throw new Error(`COPY ${source} leaves the build context.`);
  const tops = /[*?[]/.test(wanted) ? matches(root, wanted) : [wanted];
  const files: SelectedFile[] = [];
  for (const top of tops) {
    if (!existsSync(join(root, top))) continue;
    if (lstatSync(join(root, top)).isDirectory()) {
      for (const path of walk(root, top === '.' ? '' : top, ignored)) {
        files.push({ path, relative: top === '.' ? path : path.slice(top.length + 1), isSource: false });
      }
    } else if (!ignored.ignores(top)) {
      files.push({ path: top, relative: posix.basename(top), isSource: true });
    }
  }
  if (files.length === 0)
    throw new Error(`COPY ${source}: no such file in the build context (or .dockerignore hides it).`);
  return files;
}

/** Entries that match a pattern segment by segment (Go's filepath.Match, without "**"). */
function matches(root: string, pattern: string): string[] {
  let found = [''];
  for (const segment of pattern.split('/')) {
    const regex = segmentPattern(segment);
    found = found.flatMap((folder) => {
      const path = join(root, folder);
      if (!existsSync(path) || !lstatSync(path).isDirectory()) return [];
      return readdirSync(path)
        .filter((name) => regex.test(name))
        .toSorted()
        .map((name) => posix.join(folder, name));
    });
  }
  return found;
}

function* walk(root: string, folder: string, ignored: IgnoreRules): Generator<string> {
  const names = readdirSync(join(root, folder), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of names) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!ignored.ignores(path) || ignored.mayIncludeBelow(path)) yield* walk(root, path, ignored);
    } else if (!ignored.ignores(path)) {
      yield path;
    }
  }
}

interface IgnoreRules {
  ignores(path: string): boolean;
  /** False when no exception (`!…`) can match below an ignored folder: it need not be read. */
  mayIncludeBelow(folder: string): boolean;
}

/** `.dockerignore`: the last rule that matches a path or one of its folders decides. Source: Docker build documentation. */
function ignoreRules(text: string): IgnoreRules {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const negated = line.startsWith('!');
      const pattern = posix
        .normalize(negated ? line.slice(1) : line)
        .replace(/^\/+/, '')
        .replace(/\/$/, '');
      return { negated, pattern, regex: pathPattern(pattern) };
    });
  const ignores = (path: string) => {
    const parts = path.split('/');
    const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    let ignored = false;
    for (const { negated, regex } of rules) if (prefixes.some((prefix) => regex.test(prefix))) ignored = !negated;
    return ignored;
  };
  const mayIncludeBelow = (folder: string) =>
    rules.some(({ negated, pattern }) => {
      if (!negated) return false;
      const segments = pattern.split('/');
      return folder.split('/').every((name, index) => {
        if (segments.slice(0, index + 1).includes('**')) return true;
        return segmentPattern(segments[index] ?? '\0').test(name);
      });
    });
  return { ignores, mayIncludeBelow };
}

const segmentPattern = (segment: string) => new RegExp(`^${translate(segment)}$`);
const pathPattern = (pattern: string) =>
  new RegExp(`^${pattern.split('/').map(translate).join('/').replaceAll('.*/', '(?:.*/)?')}$`);

function translate(segment: string): string {
  if (segment === '**') return '.*';
  return segment
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
}
