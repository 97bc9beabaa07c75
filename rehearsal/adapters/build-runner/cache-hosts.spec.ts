import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CacheHosts } from './cache-hosts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-hosts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (directory: string, text: string) => writeFileSync(join(directory, text), text);

describe('local caches', () => {
  it('are what the last build left, in the same place', async () => {
    const hosts = new CacheHosts(folder);
    const first = await hosts.take('c');
    write(first.directory, 'first');
    await first.release(true);
    const second = await new CacheHosts(folder).take('c');
    expect(readdirSync(second.directory)).toEqual(['first']);
    expect(second.directory).toBe(first.directory);
  });

  it('are never shared by builds that overlap', async () => {
    const hosts = new CacheHosts(folder);
    const [one, two] = [await hosts.take('c'), await hosts.take('c')];
    expect(one.directory).not.toBe(two.directory);
    write(one.directory, 'one');
    write(two.directory, 'two');
    await two.release(true);
    await one.release(true);
    const again = [await hosts.take('c'), await hosts.take('c'), await hosts.take('c'), await hosts.take('other')];
    expect(again.map(({ directory }) => readdirSync(directory))).toEqual([['one'], ['two'], [], []]);
  });

  it('go with a build that was cut short', async () => {
    const hosts = new CacheHosts(folder);
    const first = await hosts.take('c');
    await first.release(true);
    const cut = await hosts.take('c');
    write(cut.directory, 'half');
    await cut.release(false);
    expect(readdirSync((await hosts.take('c')).directory)).toEqual([]);
  });

  it('of an engine that was killed are never used', async () => {
    const killed = await new CacheHosts(folder).take('c');
    write(killed.directory, 'half');
    expect(readdirSync((await new CacheHosts(folder).take('c')).directory)).toEqual([]);
  });

  it('are forgotten, those in use when they come back', async () => {
    const hosts = new CacheHosts(folder);
    const [one, two] = [await hosts.take('c'), await hosts.take('c')];
    await two.release(true);
    await hosts.forget('c');
    expect(readdirSync(join(folder, 'c'))).toHaveLength(1);
    write(one.directory, 'one');
    await one.release(true);
    expect(readdirSync(join(folder, 'c'))).toEqual([]);
    await hosts.forget('none');
  });

  it('are free again when they could not be taken', async () => {
    const hosts = new CacheHosts(folder);
    writeFileSync(join(folder, 'c'), 'no directory');
    await expect(hosts.take('c')).rejects.toThrow('ENOTDIR');
    rmSync(join(folder, 'c'));
    mkdirSync(join(folder, 'c'));
    const { directory } = await hosts.take('c');
    expect([directory, existsSync(directory)]).toEqual([join(folder, 'c', '1.used'), true]);
  });
});
