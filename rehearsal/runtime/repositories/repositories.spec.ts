import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobStore, digestOf } from '../../adapters/image-store/blob-store.ts';
import { imageStore } from '../../adapters/image-store/image-store.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Repositories } from './repositories.ts';
import { withTags } from './repository-tags.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const clock = new ManualClock();
let parent: string;
let directory: string;
let repositories: Repositories;
/** Another engine's view of the same folder. */
const again = () => new Repositories({ clock, images: imageStore({ directory }) });

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'repositories-'));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));
beforeEach(() => {
  directory = mkdtempSync(join(parent, 'images-'));
  repositories = again();
});

/** Blobs that the builder left in the store, and the manifest that names them. */
function built(content: string): string {
  const blobs = blobStore(directory);
  const layer = { digest: blobs.write(content), size: content.length };
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: blobs.write('{}'), size: 2 };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [layer] });
}

describe('a repository that the engine provides', () => {
  it('is taken over by the stack that declares it, with its images, once', () => {
    const manifest = built('layer');
    repositories.deposit(repositories.provide(scope, 'app'), { manifest, tag: 'one' });
    expect(repositories.provide(scope, 'app')).toMatchObject({ immutableTags: true, provisional: true });
    const taken = repositories.create(scope, { name: 'app', scanOnPush: true });
    expect(taken).toMatchObject({ scanOnPush: true, immutableTags: false });
    expect(taken.provisional).toBeUndefined();
    expect(repositories.find(scope, 'app')).toBe(taken);
    const [image] = repositories.images(taken);
    expect(image).toMatchObject({ digest: digestOf(manifest), tags: ['one'] });
    expect(taken.scans[digestOf(manifest)]?.findings).toEqual([]);
    expect(() => repositories.create(scope, { name: 'app' })).toThrow('already exists');
  });

  it('leaves one alone that a stack made', () => {
    const made = repositories.create(scope, { name: 'app' });
    expect(repositories.provide(scope, 'app')).toBe(made);
    expect(() => repositories.create(scope, { name: 'app' })).toThrow('already exists');
  });
});

describe('images of the builder', () => {
  it('belong to a repository once they are deposited, by the rules of a push', () => {
    const app = repositories.create(scope, { name: 'app', immutableTags: true, scanOnPush: true });
    const manifest = built('layer');
    expect(() => repositories.put(app, { manifest, tag: 'one' })).toThrow('do not exist');
    const image = repositories.deposit(app, { manifest, tag: 'one' });
    expect(repositories.scan(app, image).findings).toEqual([]);
    expect(() => repositories.deposit(app, { manifest: built('other'), tag: 'one' })).toThrow('immutable');
    expect(() =>
      repositories.deposit(app, { manifest: manifest.replace(/sha256:[0-9a-f]{64}/, digestOf('?')) }),
    ).toThrow('do not exist');
  });
});

describe('over the folder of an earlier engine', () => {
  it('finds uploaded layers and images again, and no unfinished upload', async () => {
    const app = repositories.create(scope, { name: 'app' });
    const finished = repositories.uploads.start(app);
    await repositories.uploads.append(app, finished, Buffer.from('layer'));
    await repositories.uploads.complete(app, finished, digestOf('layer'));
    const unfinished = repositories.uploads.start(app);
    await repositories.uploads.append(app, unfinished, Buffer.from('half'));
    repositories.deposit(app, { manifest: built('image'), tag: 'one' });

    const later = again();
    expect(later.layerSize(app, digestOf('layer'))).toBe(5);
    expect(later.images(app)).toMatchObject([{ tags: ['one'] }]);
    await expect(later.uploads.complete(app, unfinished, digestOf('half'))).rejects.toThrow('does not exist');

    later.create(scope, { name: 'app' });
    expect(later.layerSize(app, digestOf('layer'))).toBeUndefined();
    expect(later.images(app)).toEqual([]);
  });

  it('keeps what a repository is in a plain record', () => {
    const app = repositories.create(scope, { name: 'app', scanOnPush: true });
    repositories.deposit(app, { manifest: built('image'), tag: 'one' });
    expect(JSON.parse(JSON.stringify(app))).toEqual(app);
  });
});

describe('tokens', () => {
  const client = { arn: 'arn:aws:iam::111111111111:root', account: '111111111111', accessKeyId: 'k', region: 'r' };

  it('are their clients for twelve hours, and known as expired for twelve more', async () => {
    const { password, expiresAt } = repositories.tokens.issue(client);
    expect(expiresAt).toBe(clock.now() + 12 * 3_600_000);
    expect(repositories.tokens.find(password)).toEqual({ ...client, expired: false });
    expect(repositories.tokens.find('other')).toBeUndefined();
    await clock.advance(24 * 3_600_000);
    repositories.tokens.issue(client);
    expect(repositories.tokens.find(password)?.expired).toBe(true);
    await clock.advance(1);
    repositories.tokens.issue(client);
    expect(repositories.tokens.find(password)).toBeUndefined();
  });
});

it('holds tags to their limits', () => {
  const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: '' }));
  expect(withTags(many, [{ key: 'k0', value: 'new' }])).toHaveLength(50);
  expect(() => withTags(many, [{ key: 'one-more', value: '' }])).toThrow('50');
  expect(() => withTags([], [{ key: 'k', value: 'v'.repeat(257) }])).toThrow('not valid');
});
