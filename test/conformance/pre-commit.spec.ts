import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** What the hooks need of a checkout. */
const FILES = [
  '.husky/pre-commit',
  '.oxlintrc.json',
  '.prettierignore',
  '.prettierrc.json',
  '.secretlintignore',
  '.secretlintrc.json',
  'Dockerfile',
  'infra/config/base-images.ts',
  'infra/config/placeholder-account.ts',
  'lint-staged.config.js',
  'package.json',
  'tools/dockerfile-rules.ts',
  'tools/install-hooks.mjs',
  'tools/lint-dockerfile.ts',
];

let checkout: string;

/** A git without the configuration of whoever runs this. */
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: checkout,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
});

function run(program: string, args: string[], more: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
  const env = { ...environment(), ...more };
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: checkout,
    env,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, output: stdout + stderr };
}
const git = (...args: string[]) => run('git', args);
const install = (more?: NodeJS.ProcessEnv) => run(process.execPath, ['tools/install-hooks.mjs'], more);
const commits = () => Number(git('rev-list', '--count', '--all').output);

/** Stages files and commits. */
function commit(files: Record<string, string>, more?: NodeJS.ProcessEnv) {
  for (const [file, content] of Object.entries(files)) writeFileSync(join(checkout, file), content);
  git('add', '--', ...Object.keys(files));
  return run('git', ['commit', '--message', 'A change'], more);
}

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'pre-commit-'));
  for (const file of FILES) cpSync(join(ROOT, file), join(checkout, file));
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  writeFileSync(join(checkout, '.gitignore'), 'node_modules\n');
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(join(checkout, '.git'), { recursive: true, force: true });
  rmSync(join(checkout, '.husky', '_'), { recursive: true, force: true });
  git('init', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--message', 'First');
});

describe('a commit', () => {
  beforeEach(() => {
    install();
  });

  it('of files that are in order is made, also of those that no tool knows', () => {
    const { status, output } = commit({
      'a.ts': 'export const a = 1;\n',
      'a.txt': 'text',
      Dockerfile: 'FROM a:1\nUSER 1\n',
    });
    expect([status, output]).toEqual([0, expect.stringContaining('A change')]);
    expect(commits()).toBe(2);
  });

  it.each<[string, string, string, string]>([
    ['that is badly formatted', 'b.ts', 'export  const b = 1', 'b.ts'],
    ['with a lint problem', 'c.ts', 'export const c = (d: number) => d == 1;\n', 'eqeqeq'],
    ['with a secret', 'd.md', `ghp_${'aB3'.repeat(12)}\n`, 'GITHUB_TOKEN'],
    ['with a problem of Docker', 'Dockerfile', 'FROM a:latest\nUSER 1\n', 'DL3007'],
  ])('of a file %s is refused, and it is said why', (_name, file, content, said) => {
    const { status, output } = commit({ [file]: content });
    expect([status, output]).toEqual([1, expect.stringContaining(said)]);
    expect(commits()).toBe(1);
    git('reset', '--hard');
  });

  it('looks at what is staged only', () => {
    writeFileSync(join(checkout, 'e.ts'), 'export  const e = 1');
    expect(commit({ 'f.ts': 'export const f = 1;\n' }).status).toBe(0);
    rmSync(join(checkout, 'e.ts'));
  });

  it('goes through with HUSKY=0', () => {
    expect(commit({ 'g.ts': 'export  const g = 1' }, { HUSKY: '0' }).status).toBe(0);
    git('reset', '--hard', 'HEAD~1');
  });
});

describe('an install', () => {
  const hooksPath = () => git('config', '--get', 'core.hooksPath').output.trim();

  it('points git at the hooks, and may be repeated', () => {
    expect([install(), install()]).toEqual([
      { status: 0, output: '' },
      { status: 0, output: '' },
    ]);
    expect(hooksPath()).toBe('.husky/_');
    expect(git('status', '--porcelain').output).toBe('');
  });

  it.each([[{ HUSKY: '0' }], [{ CI: 'true' }], [{ CODEBUILD_BUILD_ID: 'picus:1' }]])('does nothing with %j', (more) => {
    expect(install(more).status).toBe(0);
    expect(hooksPath()).toBe('');
  });

  it('does nothing without a checkout, or without development dependencies', () => {
    rmSync(join(checkout, '.git'), { recursive: true });
    expect(install()).toEqual({ status: 0, output: '' });
    git('init');
    rmSync(join(checkout, 'node_modules'));
    try {
      expect(install()).toEqual({ status: 0, output: '' });
    } finally {
      symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
    }
    expect(hooksPath()).toBe('');
  });

  it("leaves hooks of one's own alone, and says so", () => {
    git('config', 'core.hooksPath', 'my-hooks');
    expect(install()).toEqual({ status: 0, output: expect.stringContaining('core.hooksPath is my-hooks') });
    expect(hooksPath()).toBe('my-hooks');
  });
});
