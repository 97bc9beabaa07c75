import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomIds } from '../../kernel/ids.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Buckets } from '../../runtime/buckets/buckets.ts';
import { objectStore } from './object-store.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const encode = (text: string) => new TextEncoder().encode(text);
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'object-store-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** An engine that starts with what the one before left. */
const started = () => new Buckets({ clock: new ManualClock(), ids: randomIds, store: objectStore(directory) });
const contents = () => readdirSync(join(directory, 'content'));

async function textOf(buckets: Buckets, key: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of buckets.get(scope, 'bucket', key).body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

it('keeps everything for the next start', async () => {
  const first = started();
  first.create(scope, 'bucket', { versioning: 'Enabled', tags: { a: '1' } });
  first.change(scope, 'bucket', (bucket) => void (bucket.policy = '{}'));
  await first.put(scope, 'bucket', '../../outside', encode('one'), { metadata: { m: '2' }, contentType: 'text/plain' });
  const { versionId } = await first.put(scope, 'bucket', '../../outside', encode('two'));
  first.deleteObject(scope, 'bucket', 'gone');
  const upload = first.uploads.create(scope, 'bucket', 'parts', {});
  const { etag } = await first.uploads.put(scope, 'bucket', { key: 'parts', id: upload.id, number: 1 }, encode('part'));

  const second = started();
  expect(second.find(scope, 'bucket')).toEqual(first.find(scope, 'bucket'));
  expect(await textOf(second, '../../outside')).toBe('two');
  expect(second.list(scope, 'bucket').items).toEqual(first.list(scope, 'bucket').items);
  expect(second.head(scope, 'bucket', '../../outside', { versionId }).object).toMatchObject({ size: 3 });
  const versions = second.listVersions(scope, 'bucket', {}, () => true).items;
  expect(versions.map(({ key, version }) => [key, version.kind])).toEqual([
    ['../../outside', 'object'],
    ['../../outside', 'object'],
    ['gone', 'marker'],
  ]);
  await second.uploads.complete(scope, 'bucket', { key: 'parts', id: upload.id }, [{ number: 1, etag }]);
  expect(await textOf(started(), 'parts')).toBe('part');
  expect(existsSync(join(directory, '..', 'outside'))).toBe(false);
});

it('has no bytes that nothing names', async () => {
  const buckets = started();
  buckets.create(scope, 'bucket');
  await buckets.put(scope, 'bucket', 'key', encode('one'));
  await buckets.put(scope, 'bucket', 'key', encode('two'));
  expect(contents()).toHaveLength(1);
  // What a crash may leave: bytes without a record, a record half written, a bucket half deleted.
  writeFileSync(join(directory, 'content', 'orphan'), 'x');
  writeFileSync(join(directory, 'content', 'half.partial'), 'x');
  writeFileSync(join(directory, 'buckets', 'bucket', 'keys', 'half.json.partial'), '{');
  buckets.create(scope, 'half-gone');
  rmSync(join(directory, 'buckets', 'half-gone', 'bucket.json'));

  const next = started();
  expect(await textOf(next, 'key')).toBe('two');
  expect(contents()).toHaveLength(1);
  expect(next.owned(scope.account).map(({ name }) => name)).toEqual(['bucket']);
  next.deleteObject(scope, 'bucket', 'key');
  expect(contents()).toEqual([]);
  next.delete(scope, 'bucket');
  expect(readdirSync(join(directory, 'buckets'))).toEqual([]);
});

it('keeps the object that is there when its replacement breaks off', async () => {
  const buckets = started();
  buckets.create(scope, 'bucket');
  await buckets.put(scope, 'bucket', 'key', encode('whole'));
  const broken = async function* () {
    yield encode('ha');
    throw new Error('the client went away');
  };
  await expect(buckets.put(scope, 'bucket', 'key', broken())).rejects.toThrow('the client went away');
  expect(await textOf(buckets, 'key')).toBe('whole');
  expect(contents()).toHaveLength(1);
});

it('forgets an object whose bucket was deleted while it came in', async () => {
  const buckets = started();
  buckets.create(scope, 'bucket');
  const late = async function* () {
    yield encode('la');
    buckets.delete(scope, 'bucket');
    yield encode('te');
  };
  await expect(buckets.put(scope, 'bucket', 'key', late())).rejects.toMatchObject({ code: 'NoSuchBucket' });
  expect(contents()).toEqual([]);
});
