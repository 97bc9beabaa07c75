import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageBuilder } from '../../rehearsal/adapters/image-builder/image-builder.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';
import { WEB_CONTEXT } from './support/images/build-web.ts';
import { digestOf, manifestOf, startEcr, type Ecr } from './support/registry.ts';

const HOST = '111111111111.dkr.ecr.eu-west-1.amazonaws.com';
/** Each command starts an interpreter, or packs layers. */
const TIMEOUT = 120_000;

let world: Ecr;
/** `127.0.0.1:<port>/<registry>` */
let registry: string;

beforeAll(async () => {
  world = await startEcr();
  registry = `${new URL(world.registry.url).host}/${HOST}`;
});
afterAll(() => world.stop());

function versionOf(command: string): string | undefined {
  try {
    return execFileSync(command, ['--version'], { encoding: 'utf8', timeout: 20_000 }).trim();
  } catch {
    return undefined;
  }
}
const podmanVersion = versionOf('podman');
const skopeoVersion = versionOf('skopeo');
const imagesOf = (name: string) => world.repositories.images(world.repositories.find(scope, name));
const stateOf = (name: string, version: string | undefined) => version ?? `NOT CHECKED: this machine has no ${name}`;

function run(command: string, args: string[], input?: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    );
    child.stdin?.end(input ?? '');
  });
}
async function succeeds(command: string, args: string[], input?: string): Promise<string> {
  const { code, output } = await run(command, args, input);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${output}`);
  return output;
}
const aws = async (...args: string[]) => {
  const { code, stdout, stderr } = await awsCli(world.gateway, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

describe(`podman (${stateOf('podman', podmanVersion)})`, () => {
  // Its own storage, so that nobody's images are touched.
  const podman = (...args: string[]) => [
    '--storage-driver=vfs',
    `--root=${join(world.directory, 'podman')}`,
    `--runroot=${join(world.directory, 'podman-run')}`,
    ...args,
  ];

  it(
    'logs in, pushes, is refused an immutable tag, and pulls',
    async () => {
      if (podmanVersion === undefined) return;
      world.repositories.create(scope, { name: 'by/podman', immutableTags: true });
      const files = join(world.directory, 'files');
      mkdirSync(files);
      writeFileSync(join(files, 'hello.txt'), 'hello');
      const tar = join(world.directory, 'base.tar');
      execFileSync('tar', ['-cf', tar, '-C', files, '.']);
      const image = `${registry}/by/podman:one`;
      await succeeds('podman', podman('import', tar, image));

      const authFile = join(world.directory, 'auth.json');
      writeFileSync(authFile, '{}');
      const auth = `--authfile=${authFile}`;
      const denied = await run('podman', podman('push', auth, '--tls-verify=false', image));
      expect(denied.output).toMatch(/Not Authorized|unauthorized|authentication required/i);
      const [, password = ''] = (await world.login()).split(':');
      await succeeds(
        'podman',
        podman('login', auth, '--tls-verify=false', '--username=AWS', '--password-stdin', registry.split('/')[0] ?? ''),
        password,
      );
      world.operations();
      await succeeds('podman', podman('push', auth, '--tls-verify=false', image));
      const operations = world.operations();
      expect(operations.filter((operation) => operation === 'InitiateLayerUpload')).toHaveLength(2);
      expect(operations.filter((operation) => operation === 'CompleteLayerUpload')).toHaveLength(2);
      expect(operations.at(-1)).toBe('PutImage');

      const { imageDetails } = await world.client.send(new DescribeImagesCommand({ repositoryName: 'by/podman' }));
      expect(imageDetails).toMatchObject([{ imageTags: ['one'] }]);
      const { root } = await world.store.pull(`${HOST}/by/podman:one`);
      expect(readFileSync(join(root, 'hello.txt'), 'utf8')).toBe('hello');

      writeFileSync(join(files, 'hello.txt'), 'changed');
      execFileSync('tar', ['-cf', tar, '-C', files, '.']);
      await succeeds('podman', podman('import', tar, image));
      const refused = await run('podman', podman('push', auth, '--tls-verify=false', image));
      expect(refused.code).not.toBe(0);
      expect(refused.output).toContain(
        "The image tag 'one' already exists in the 'by/podman' repository and cannot be overwritten because the repository is immutable.",
      );
      await succeeds('podman', podman('rmi', '--all', '--force'));
      await succeeds('podman', podman('pull', auth, '--tls-verify=false', image));
      const unknown = await run('podman', podman('pull', auth, '--tls-verify=false', `${registry}/none:one`));
      expect(unknown.output).toContain(
        "name unknown: The repository with name 'none' does not exist in the registry with id '111111111111'",
      );
    },
    TIMEOUT,
  );
});

describe(`skopeo (${stateOf('skopeo', skopeoVersion)})`, () => {
  it(
    'lists tags, copies images between repositories, out and back in, compressed',
    async () => {
      if (skopeoVersion === undefined) return;
      const builder = imageBuilder({ store: world.store, directory: join(world.directory, 'builds') });
      const image = await builder.buildImage({ context: WEB_CONTEXT, buildArgs: { REVISION: 'r1' } });
      const seed = world.repositories.create(scope, { name: 'seed' });
      world.repositories.deposit(seed, { manifest: image.manifest, tag: 'one' });
      for (const name of ['copied', 'packed']) world.repositories.create(scope, { name });
      const login = await world.login();
      const [from, to] = [
        ['--src-tls-verify=false', `--src-creds=${login}`],
        ['--dest-tls-verify=false', `--dest-creds=${login}`],
      ];

      const tags = await succeeds('skopeo', [
        'list-tags',
        '--tls-verify=false',
        `--creds=${login}`,
        `docker://${registry}/seed`,
      ]);
      expect(JSON.parse(tags)).toMatchObject({ Tags: ['one'] });
      const [seeded, copied, packed] = ['seed:one', 'copied:two', 'packed:one'].map(
        (name) => `docker://${registry}/${name}`,
      );
      const copy = (...args: (string | undefined)[]) =>
        succeeds('skopeo', ['--insecure-policy', 'copy', ...args.filter((arg) => arg !== undefined)]);
      await copy('--preserve-digests', ...from, ...to, seeded, copied);
      expect(imagesOf('copied')).toMatchObject([{ digest: image.digest, tags: ['two'], manifest: image.manifest }]);

      // On its own it compresses layers.
      await copy(...from, ...to, seeded, packed);
      expect(imagesOf('packed')[0]?.manifest).toContain('tar+gzip');
      const { root } = await world.store.pull(`${HOST}/packed:one`);
      expect(readFileSync(join(root, 'app/data/version.txt'), 'utf8')).toBe('r1');

      const folder = `oci:${join(world.directory, 'oci')}:one`;
      await copy(...from, copied, folder);
      await copy('--format=v2s2', ...to, folder, packed?.replace(':one', ':docker'));
      expect(imagesOf('packed').find(({ tags }) => tags.includes('docker'))?.mediaType).toBe(
        'application/vnd.docker.distribution.manifest.v2+json',
      );
    },
    TIMEOUT,
  );
});

describe(`the AWS CLI (${awsCliState})`, () => {
  it(
    'gets a password, waits for the scan and promotes by tag',
    async () => {
      if (awsCliVersion === undefined) return;
      const [config, layer] = ['{}', 'a layer'];
      const repository = world.repositories.create(scope, { name: 'by-cli', immutableTags: true, scanOnPush: true });
      for (const content of [config, layer]) {
        const upload = world.repositories.uploads.start(repository);
        await world.repositories.uploads.append(repository, upload, Buffer.from(content));
        await world.repositories.uploads.complete(repository, upload, digestOf(content));
      }
      const manifest = manifestOf(config, layer);
      const digest = digestOf(manifest);
      await aws('ecr', 'put-image', '--repository-name=by-cli', '--image-tag=src-1', '--image-manifest', manifest);

      const password = (await aws('ecr', 'get-login-password')).trim();
      const headers = { authorization: `Basic ${btoa(`AWS:${password}`)}` };
      expect((await fetch(`http://${registry.replace('/', '/v2/')}/by-cli/manifests/src-1`, { headers })).status).toBe(
        200,
      );

      await aws('ecr', 'wait', 'image-scan-complete', '--repository-name=by-cli', '--image-id=imageTag=src-1');
      const scan = JSON.parse(
        await aws('ecr', 'describe-image-scan-findings', '--repository-name=by-cli', '--image-id=imageTag=src-1'),
      ) as object;
      expect(scan).toMatchObject({
        imageScanFindings: { findings: [], findingSeverityCounts: {} },
        imageScanStatus: { status: 'COMPLETE', description: expect.stringContaining('scans nothing') },
      });

      const got = JSON.parse(
        await aws('ecr', 'batch-get-image', '--repository-name=by-cli', '--image-ids=imageTag=src-1'),
      ) as { images: { imageManifest: string }[] };
      const text = got.images[0]?.imageManifest ?? '';
      const retag = ['ecr', 'put-image', '--repository-name=by-cli', '--image-tag=tested-1', '--image-manifest', text];
      await aws(...retag);
      const again = await awsCli(world.gateway, ...retag);
      expect(again.code).not.toBe(0);
      expect(again.stderr).toContain('ImageAlreadyExistsException');
      const { imageDetails } = JSON.parse(await aws('ecr', 'describe-images', '--repository-name=by-cli')) as {
        imageDetails: object[];
      };
      expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['src-1', 'tested-1'] }]);
    },
    TIMEOUT,
  );
});
