import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const help = (program: string, ...words: string[]) =>
  execFileSync(process.execPath, [program, ...words, '--help'], { cwd: ROOT, encoding: 'utf8', timeout: 20_000 });
const optionsOf = (text: string) =>
  [...new Set(text.match(/--[a-z][a-z-]+/g))].filter((name) => name !== '--help').toSorted();

describe('the README', () => {
  it('has a row for every option of the rehearsal, and for no other', () => {
    const rows = README.split('\n').filter((line) => line.startsWith('| `--'));
    const options = help('rehearsal/cli.ts')
      .split('\n')
      .filter((line) => /^ {2}--/.test(line));
    expect(optionsOf(rows.map((row) => row.split('|')[1]).join(' '))).toEqual(
      optionsOf(options.map((line) => line.trim().split(' ')[0]).join(' ')),
    );
  });

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...README.matchAll(/npm (?:run ([\w:-]+)|(start|test))/g)].map(([, run, plain]) => run ?? plain);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
  });

  it('names only commands of the release tool that exist', () => {
    const commands = [...README.matchAll(/npm run deployer -- (\w+)/g)].map(([, name]) => name ?? '');
    expect(commands.length).toBeGreaterThan(0);
    const known = help('deployer/cli.ts');
    expect(commands.filter((name) => !new RegExp(`^ {2}${name} `, 'm').test(known))).toEqual([]);
  });

  it('links only to what is there', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
