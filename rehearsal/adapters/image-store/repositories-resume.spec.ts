import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Repositories } from '../../runtime/repositories/repositories.ts';
import { imageStore } from './image-store.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
let directory: string;
let repositories: Repositories;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'image-store-'));
  repositories = new Repositories({ clock: new ManualClock(), images: imageStore({ directory }) });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What is kept goes through the form in which it lies on disk; images are there already. */
function restart(): void {
  const saved = deserialize(serialize(repositories.save())) as ReturnType<Repositories['save']>;
  repositories = new Repositories({ clock: new ManualClock(), images: imageStore({ directory }) });
  repositories.restore(saved);
}

it('keeps repositories with their images, tags and rules', () => {
  const config = imageStore({ directory }).blobs.write('{}');
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config, size: 2 },
    layers: [],
  });
  const created = repositories.create(scope, { name: 'app', immutableTags: true, tags: [{ key: 'a', value: 'b' }] });
  const { digest } = repositories.deposit(created, { manifest, tag: 'src-1' });
  repositories.settings(scope).blobMounting = true;
  restart();
  const repository = repositories.find(scope, 'app');
  expect(repository).toEqual(created);
  expect(repositories.settings(scope)).toEqual({ blobMounting: true });
  expect(repositories.existingImage(repository, { imageTag: 'src-1' }).digest).toBe(digest);
  expect(repositories.put(repository, { manifest, tag: 'tested-1' }).tags).toEqual(['src-1', 'tested-1']);
  expect(() => repositories.put(repository, { manifest: `${manifest} `, tag: 'src-1' })).toThrow('src-1');
  expect(() => repositories.delete(scope, 'app', { force: false })).toThrow('app');
});
