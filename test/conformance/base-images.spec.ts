import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { digestOfTag } from '../../tools/registry-digest.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';
import { digestOf, manifestOf, startEcr, type Ecr } from './support/registry.ts';

// The bases of a Dockerfile may be in ECR too; its registry wants a password instead of a token.

let world: Ecr;
beforeAll(async () => {
  world = await startEcr();
});
afterAll(() => world.stop());

it('the digest of a base is had from ECR by whoever logged in, and nobody else', async () => {
  const app = world.repositories.create(scope, { name: 'base' });
  for (const content of ['config', 'layer']) {
    const upload = world.repositories.uploads.start(app);
    await world.repositories.uploads.append(app, upload, Buffer.from(content));
    await world.repositories.uploads.complete(app, upload, digestOf(content));
  }
  const manifest = manifestOf('config', 'layer');
  world.repositories.put(app, { manifest, tag: '1' });
  const base = {
    registry: new URL(world.registry.url).host,
    repository: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/base',
    tag: '1',
  };
  const login = btoa(await world.login());
  expect(await digestOfTag(base, { fetch, credentials: () => login })).toBe(digestOf(manifest));
  await expect(digestOfTag(base, { fetch, credentials: () => undefined })).rejects.toThrow('Log in with "docker login');
  const gone = digestOfTag({ ...base, tag: '2' }, { fetch, credentials: () => login });
  await expect(gone).rejects.toThrow('has no such tag');
});
