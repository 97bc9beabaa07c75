import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemsOf } from './dockerfile-rules.ts';

const GOOD =
  'FROM node:24.1.0 AS build\nRUN true\nFROM gcr.io/a/b:c\nCOPY --from=build /a /a\nUSER 65532\nENTRYPOINT ["a"]';
const found = (text: string) => problemsOf(text).map(({ line, rule }) => `${line} ${rule}`);

describe('the rules for Dockerfiles', () => {
  it('find nothing in what is good, and nothing in this repository', () => {
    expect(problemsOf(GOOD)).toEqual([]);
    expect(problemsOf(readFileSync('Dockerfile', 'utf8'))).toEqual([]);
  });

  it.each([
    ['a base without tag', GOOD.replace('node:24.1.0', 'node'), '1 DL3006'],
    ['the newest of a base', GOOD.replace('24.1.0', 'latest'), '1 DL3007'],
    ['the newest by a default', GOOD.replace('FROM node:24.1.0', 'ARG B=node:latest\nFROM $B'), '1 DL3007'],
    ['a base that is not known', GOOD.replace('node:24.1.0', '${BASE}'), '1 base-unknown'],
    ['root', GOOD.replace('65532', 'root'), '5 DL3002'],
    ['root by number and group', GOOD.replace('65532', '0:65532'), '5 DL3002'],
    ['no user in the last stage', GOOD.replace('RUN true', 'USER 1').replace('USER 65532\n', ''), '3 DL3002'],
    ['a user by name', GOOD.replace('65532', 'nonroot'), '5 user-numeric'],
    ['ADD of an address', GOOD.replace('RUN true', 'ADD https://a.example/b /b'), '2 DL3020'],
    ['ADD of a file', GOOD.replace('RUN true', 'ADD a b'), '2 DL3020'],
    ['sudo', GOOD.replace('RUN true', 'RUN true && sudo rm -r /a'), '2 DL3004'],
    ['an entry point for a shell', GOOD.replace('["a"]', 'a'), '6 DL3025'],
    ['a command for a shell', `${GOOD}\nCMD a`, '7 DL3025'],
    ['a secret build argument', GOOD.replace('RUN true', 'ARG NPM_TOKEN'), '2 SecretsUsedInArgOrEnv'],
    ['a secret variable', GOOD.replace('RUN true', 'ENV A=1 DB_PASSWORD=x'), '2 SecretsUsedInArgOrEnv'],
    ['files of an image without FROM', GOOD.replace('--from=build', '--from=nginx:1'), '4 DL3022'],
    ['a relative directory', GOOD.replace('RUN true', 'WORKDIR app'), '2 DL3000'],
    ['a maintainer', GOOD.replace('RUN true', 'MAINTAINER me'), '2 DL4000'],
    ['an impossible port', GOOD.replace('RUN true', 'EXPOSE http'), '2 validator-invalid-port'],
    ['two stages of one name', GOOD.replace('gcr.io/a/b:c', 'gcr.io/a/b:c AS build'), '1 DL3024'],
    ['what is no instruction', GOOD.replace('RUN true', 'RUNN true'), '2 validator-unknown-instruction'],
  ])('find %s', (_name, text, problem) => {
    expect(found(text)).toContain(problem);
  });

  it('take names apart: an author is no auth, and a bypass no pass', () => {
    expect(problemsOf(GOOD.replace('RUN true', 'ENV AUTHOR=me BYPASS=1 KEYBOARD=de'))).toEqual([]);
  });

  it('are silenced for one instruction, by name', () => {
    const added = (comment: string) => GOOD.replace('RUN true', `${comment}\nADD a b\nADD c d`);
    expect(found(added('# hadolint ignore=DL3020'))).toEqual(['4 DL3020']);
    expect(found(added('# hadolint ignore=DL3006'))).toEqual(['3 DL3020', '4 DL3020']);
  });
});

describe('the command', () => {
  const lint = (...args: string[]) => spawnSync(process.execPath, ['tools/lint-dockerfile.ts', ...args]);

  it('names file, line, rule and what to do, and ends with 1', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lint-dockerfile-'));
    try {
      const file = join(folder, 'Dockerfile');
      writeFileSync(file, GOOD.replace('24.1.0', 'latest'));
      const { status, stderr } = lint('Dockerfile', file);
      expect(String(stderr)).toBe(
        `${file}:1 DL3007 node:latest: name a version, as "latest" is another one tomorrow.\n`,
      );
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("passes this repository's, and ends with an error without a file", () => {
    expect(lint()).toMatchObject({ status: 0 });
    const none = lint('/no/such/Dockerfile');
    expect([none.status, String(none.stderr)]).toEqual([1, expect.stringContaining('ENOENT')]);
  });
});
