import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmConfiguration } from './npm-configuration.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'npm-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it("takes npm's defaults without any file", () => {
  expect(npmConfiguration({}, home, home, () => 'https://default.example/')).toEqual({
    userConfig: '',
    cache: join(home, '.npm'),
    certificates: '',
    registryHosts: ['default.example:443'],
  });
});

it("reads the user's, the project's and the global file, and what npm was told", () => {
  const text =
    'registry = "https://packages.example/npm/"\n; a comment\n@own:registry=http://own.example:8081\ncache=~/c\n';
  writeFileSync(join(home, '.npmrc'), text);
  mkdirSync(join(home, 'project'));
  writeFileSync(join(home, 'project', '.npmrc'), 'engine-strict=true\nregistry=https://project.example\n');
  for (const folder of ['bin', 'etc']) mkdirSync(join(home, 'prefix', folder), { recursive: true });
  writeFileSync(join(home, 'prefix', 'bin', 'npm'), '');
  writeFileSync(join(home, 'prefix', 'etc', 'npmrc'), 'registry=https://global.example:444/x\nbroken\n');
  const environment = {
    PATH: join(home, 'prefix', 'bin'),
    npm_config_registry: 'https://told.example',
    NODE_EXTRA_CA_CERTS: join(home, 'ca.pem'),
  };
  writeFileSync(join(home, 'ca.pem'), 'PEM');
  expect(npmConfiguration(environment, home, join(home, 'project'))).toEqual({
    userConfig: text,
    cache: join(home, 'c'),
    certificates: 'PEM',
    registryHosts: [
      'packages.example:443',
      'own.example:8081',
      'project.example:443',
      'global.example:444',
      'told.example:443',
    ],
  });
});

it('prefers the files and the cache that npm itself was given', () => {
  writeFileSync(join(home, 'other'), 'cache=/from/file\n');
  expect(
    npmConfiguration({ npm_config_userconfig: join(home, 'other'), npm_config_cache: '/given' }, home, home),
  ).toMatchObject({ userConfig: 'cache=/from/file\n', cache: '/given' });
});
