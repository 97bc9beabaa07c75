import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'moved-')));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const moveIn = (checkout: string) =>
  execFileSync(process.execPath, [join(import.meta.dirname, 'move-check-results.mjs')], { cwd: checkout });
const checkoutAt = (name: string) => {
  const path = join(directory, name);
  mkdirSync(path);
  return path;
};
const fingerprintOf = (checkout: string) => ({ files: { [`${checkout}/a.ts`]: 'hash' }, output: [] });

it('makes the results of another checkout those of this one', () => {
  const [one, other] = [checkoutAt('one'), checkoutAt('other')];
  mkdirSync(join(one, '.wireit', '6161'), { recursive: true });
  moveIn(one);
  writeFileSync(join(one, '.wireit', '6161', 'fingerprint'), JSON.stringify(fingerprintOf(one)));
  renameSync(join(one, '.wireit'), join(other, '.wireit'));
  moveIn(other);
  expect(JSON.parse(readFileSync(join(other, '.wireit', '6161', 'fingerprint'), 'utf8'))).toEqual(fingerprintOf(other));
});

it('makes nothing where nothing was kept', () => {
  const checkout = checkoutAt('fresh');
  moveIn(checkout);
  expect(existsSync(join(checkout, '.wireit'))).toBe(false);
});
