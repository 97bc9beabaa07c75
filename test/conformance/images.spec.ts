import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { imageBuilder } from '../../rehearsal/adapters/image-builder/image-builder.ts';
import { digestOf } from '../../rehearsal/adapters/image-store/blob-store.ts';
import { imageStore } from '../../rehearsal/adapters/image-store/image-store.ts';
import type { ImageConfig, Manifest } from '../../rehearsal/adapters/image-store/oci-types.ts';
import { tag, WEB_CONTEXT, WEB_REPOSITORY, webImage } from './support/images/build-web.ts';

let fixture: Awaited<ReturnType<typeof webImage>>;
beforeAll(async () => {
  fixture = await webImage();
});
afterAll(() => fixture.remove());

describe('the stand-in builder', () => {
  it('makes an OCI image with one layer on a recorded base', async () => {
    const { store, image } = fixture;
    expect(digestOf(image.manifest)).toBe(image.digest);
    const manifest = JSON.parse(image.manifest) as Manifest;
    const config = JSON.parse(store.blobs.read(manifest.config.digest).toString()) as ImageConfig;
    expect(config.config).toMatchObject({
      User: '65532',
      ExposedPorts: { '8080/tcp': {} },
      Env: ['GREETING=hello', 'DATA=/app/data'],
      Entrypoint: ['/nodejs/bin/node', 'main.mjs'],
      WorkingDir: '/app',
      Labels: {
        'org.opencontainers.image.base.name': 'example.test/distroless/nodejs24:nonroot',
        'org.opencontainers.image.base.digest': `sha256:${'1'.repeat(64)}`,
      },
    });
    const [layer] = manifest.layers;
    expect(config.rootfs.diff_ids).toEqual([layer?.digest]);
    expect(await listing(store.blobs.read(layer?.digest ?? ''))).toEqual([
      ['app/', 0, 0o755],
      ['app/data/', 65532, 0o755],
      ['app/data/version.txt', 65532, 0o644],
      ['app/main.mjs', 65532, 0o644],
    ]);
  });

  it('builds the same digest elsewhere, and nothing twice', async () => {
    const again = await fixture.builder.buildImage({ context: WEB_CONTEXT, buildArgs: { REVISION: 'r1' } });
    expect(again).toMatchObject({ digest: fixture.image.digest, cached: true });
    const store = imageStore({ directory: join(fixture.directory, 'other-images') });
    const other = imageBuilder({ store, directory: join(fixture.directory, 'other-builds') });
    const lines: string[] = [];
    const elsewhere = await other.buildImage({
      context: WEB_CONTEXT,
      buildArgs: { REVISION: 'r1' },
      log: (line) => lines.push(line),
    });
    expect(elsewhere).toMatchObject({ digest: fixture.image.digest, cached: false });
    expect(lines).toEqual(['making version.txt']);
  });

  it('builds anew what changed: an argument or a file', async () => {
    const changed = await fixture.builder.buildImage({ context: WEB_CONTEXT, buildArgs: { REVISION: 'r2' } });
    expect(changed.digest).not.toBe(fixture.image.digest);
    const context = join(fixture.directory, 'context');
    cpSync(WEB_CONTEXT, context, { recursive: true });
    writeFileSync(join(context, 'ignored.log'), 'x');
    const copied = await fixture.builder.buildImage({ context, buildArgs: { REVISION: 'r1' } });
    expect(copied).toMatchObject({ digest: fixture.image.digest, cached: true });
    writeFileSync(join(context, 'main.mjs'), '// nothing');
    const edited = await fixture.builder.buildImage({ context, buildArgs: { REVISION: 'r1' } });
    expect(edited.digest).not.toBe(fixture.image.digest);
  });

  it.each([
    ['RUN false', 'line 3: RUN failed: it ended with 1'],
    ['RUN while :; do :; done', 'line 3: RUN took longer than 0.2 s'],
    ['WORKDIR /app\nCOPY a.txt ./\nRUN cat /app/a.txt', 'line 5: RUN names /app/a.txt'],
    ['USER somebody\nRUN true', 'line 4: the user "somebody" is unknown'],
    ['COPY --from=elsewhere /x /y', 'line 3: COPY --from=elsewhere'],
    ['COPY a.txt /', 'has no ENTRYPOINT'],
  ])('refuses or fails %j', async (lines, message) => {
    const context = join(fixture.directory, `failing-${digestOf(lines).slice(7, 15)}`);
    mkdirSync(context);
    writeFileSync(join(context, 'a.txt'), 'a');
    writeFileSync(join(context, 'Dockerfile'), `# line 1\nFROM base\n${lines}\n`);
    await expect(fixture.builder.buildImage({ context, stepTimeoutMs: 200 })).rejects.toThrow(message);
  });
});

describe('the image store', () => {
  it('unpacks what a task pulls, by tag or digest', async () => {
    const { store, image } = fixture;
    const [byTag, byDigest] = await Promise.all([
      store.pull(`${WEB_REPOSITORY}:1`),
      store.pull(`${WEB_REPOSITORY}@${image.digest}`),
    ]);
    expect(byTag).toEqual(byDigest);
    expect(byTag).toMatchObject({
      digest: image.digest,
      workingDirectory: '/app',
      user: '65532',
      exposedPorts: [8080],
    });
    expect(readFileSync(join(byTag.root, 'app/data/version.txt'), 'utf8')).toBe('r1');
  });

  it('says what ECS says of a tag that is not there', async () => {
    const reference = `${WEB_REPOSITORY}:missing`;
    await expect(fixture.store.pull(reference)).rejects.toThrow(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${reference}: ${reference}: not found`,
    );
  });

  it('keeps its index on disk, moves tags and forgets them', () => {
    const { store, image, directory } = fixture;
    const tags = () =>
      imageStore({ directory: join(directory, 'images') })
        .list(WEB_REPOSITORY)
        .find(({ digest }) => digest === image.digest)?.tags;
    tag(store, image, 'promoted');
    expect(tags()).toEqual(['1', 'promoted']);
    store.untag(WEB_REPOSITORY, 'promoted');
    expect(tags()).toEqual(['1']);
  });
});

async function listing(tar: Buffer): Promise<[string, number | undefined, number | undefined][]> {
  const entries = extract();
  Readable.from([tar]).pipe(entries);
  const found: [string, number | undefined, number | undefined][] = [];
  for await (const entry of entries) {
    found.push([entry.header.name, entry.header.uid, entry.header.mode]);
    expect(entry.header.mtime?.getTime()).toBe(0);
    entry.resume();
  }
  return found;
}
