import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anchorOf } from '../../tools/docs/alarm-sections.ts';
import { configuration } from '../../tools/generate-configuration.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FILES = ['README.md', ...globSync('docs/*.md', { cwd: ROOT }).toSorted()];
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };

/** Command lines of shell blocks and of code in sentences, without variables before and comments after. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(?:sh|shell)\n([^]*?)^ *```/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const inline = [...text.replaceAll(/^ *```[^]*?^ *```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline]
    .flatMap((line) => line.split(' && '))
    .map((line) =>
      line
        .trim()
        .replace(/^(?:[A-Z_]+=\S+ )+/, '')
        .replace(/ #.*$/, ''),
    )
    .filter((line) => /^(npm (run|start|test) |node [\w-]+\/)/.test(`${line} `));
}

interface Called {
  readonly file: string;
  readonly words: readonly string[];
}

/** What a command line starts, as npm would, with the words of the script and of the line. */
function calledBy(command: string): Called | undefined {
  const words = command.match(/"[^"]*"|\S+/g) ?? [];
  if (words[0] === 'node') return { file: words[1] ?? '', words: words.slice(2) };
  const [script = '', ...rest] = words[1] === 'run' ? words.slice(2) : words.slice(1);
  const [, file, given = ''] = /^node (\S+)(.*)$/.exec(scripts[script] ?? '') ?? [];
  return file === undefined ? undefined : { file, words: [...given.split(' ').filter(Boolean), ...rest.slice(1)] };
}

const helps = new Map<string, string>();
function help(file: string, words: readonly string[]): string {
  const key = [file, ...words].join(' ');
  const known =
    helps.get(key) ??
    execFileSync(process.execPath, [file, ...words, '--help'], { cwd: ROOT, encoding: 'utf8', timeout: 20_000 });
  helps.set(key, known);
  return known;
}

/** Programs that describe themselves; the others take no options, or are looked at by their own spec. */
const DESCRIBED = ['deployer/cli.ts', 'tools/bootstrap.ts', 'rehearsal/cli.ts', 'rehearsal/up-cli.ts'];

/** @returns what the program does not know: a command, or an option of it. */
function unknownIn({ file, words }: Called): string[] {
  let [text, path, rest] = [help(file, []), [] as string[], [...words]];
  while (/^Commands:$/m.test(text) && rest[0] !== undefined && /^[a-z]/.test(rest[0])) {
    const [name = '', ...others] = rest;
    if (!new RegExp(`^ {2}${name}(?: |$)`, 'm').test(text)) return [name];
    [path, rest] = [[...path, name], others];
    text = help(file, path);
  }
  return rest.filter(
    (word) => word.startsWith('--') && !new RegExp(`${word.replace(/=.*$/, '')}(?![\\w-])`).test(text),
  );
}

describe.each(FILES)('the command lines of %s', (file) => {
  const commands = [...new Set(commandsIn(textOf(file)))];

  it('name scripts and files that exist', () => {
    const missing = commands.filter((command) => {
      const [, script] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
      const path = /^node ([\w./-]+)/.exec(command)?.[1];
      return script === undefined ? path === undefined || !existsSync(join(ROOT, path)) : !(script in scripts);
    });
    expect(missing).toEqual([]);
  });

  it('are understood by the programs they start', () => {
    const wrong = commands.flatMap((command) => {
      const called = calledBy(command);
      if (called === undefined || !DESCRIBED.includes(called.file)) return [];
      return unknownIn(called).map((what) => `${what} in: ${command}`);
    });
    expect(wrong).toEqual([]);
  }, 120_000);
});

it('there are command lines of all programs, so that a test above means something', () => {
  const files = new Set(FILES.flatMap((file) => commandsIn(textOf(file))).map((command) => calledBy(command)?.file));
  for (const program of DESCRIBED) expect(files).toContain(program);
});

it.each(FILES)('%s links only to files and sections that are there', (file) => {
  const text = textOf(file);
  const links = [...text.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link = '']) => link);
  const broken = links.filter((link) => {
    const [path = '', section] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(ROOT, target))) return true;
    return section !== undefined && !anchorsOf(textOf(target)).includes(section);
  });
  expect(broken).toEqual([]);
});

const anchorsOf = (text: string) =>
  [...text.replaceAll(/^ *```[^]*?^ *```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    anchorOf(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')),
  );

it('docs/deploy-to-aws.md has the fields of the configuration (else run "node tools/generate-configuration.ts")', () => {
  const text = textOf('docs/deploy-to-aws.md');
  expect(text).toBe(configuration(text));
});

it('diagrams are of a kind that Mermaid knows, and their frames are closed', () => {
  for (const file of FILES) {
    for (const [, diagram = ''] of textOf(file).matchAll(/^```mermaid\n([^]*?)^```/gm)) {
      expect([file, diagram.split('\n')[0]]).toEqual([
        file,
        expect.stringMatching(/^(flowchart (TD|LR)|sequenceDiagram)$/),
      ]);
      const count = (pattern: RegExp) => diagram.match(pattern)?.length ?? 0;
      expect([file, count(/^ *(subgraph|loop|opt) /gm)]).toEqual([file, count(/^ *end$/gm)]);
    }
  }
});
