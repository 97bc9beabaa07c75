import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as ecr from '@aws-sdk/client-ecr';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Manifest } from '../../rehearsal/adapters/image-store/oci-types.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { Repositories } from '../../rehearsal/runtime/repositories/repositories.ts';
import { ecrApi } from '../../rehearsal/services/ecr/ecr-api.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';
import { webImage } from './support/images/build-web.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A program `docker` that hands its arguments and its input to the spec, and prints what comes back. */
const DOCKER = `
let input = '';
for await (const chunk of process.stdin) input += chunk;
const answer = await fetch(process.env.CONTROL, { method: 'POST', body: JSON.stringify({ args: process.argv.slice(2), input }) });
process.stdout.write(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
`;

let fixture: Awaited<ReturnType<typeof webImage>>;
let repositories: Repositories;
let gateway: TestGateway;
let server: Server;
let origin: string;
let folder: string;
/** What docker was asked for. */
let commands: string[];
/** What the service answers at /version. */
let version: { status: number; gitSha: string };

const names = {
  registry: '111111111111.dkr.ecr.eu-west-1.amazonaws.com',
  repository: 'picus',
  region: 'eu-west-1',
  hash: '0123456789abcdef',
  tag: 'src-0123456789abcdef',
  testedTag: 'tested-0123456789abcdef',
  platform: 'linux/arm64',
};

beforeAll(async () => {
  fixture = await webImage();
  const clock = scaledClock(1);
  repositories = new Repositories({ clock, images: fixture.store });
  gateway = await startGateway([ecrApi({ repositories, clock })]);
  const client = new ecr.ECRClient(gateway.clientConfig());
  await client.send(
    new ecr.CreateRepositoryCommand({
      repositoryName: 'picus',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    }),
  );
  client.destroy();
  server = createServer((request, response) => void respond(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'deployer-images-'));
  writeFileSync(join(folder, 'docker.mjs'), DOCKER);
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\nexec "${process.execPath}" "${folder}/docker.mjs" "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'service.cdx.json'), '{"bomFormat":"CycloneDX"}');
  writeFileSync(join(folder, 'image.json'), JSON.stringify({ ...names, findings: { block: 'HIGH', exceptions: [] } }));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await gateway.close();
  fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  commands = [];
  version = { status: 200, gitSha: 'c0ffee' };
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(request);
  response.writeHead(status).end(body);
}

/** The service in its container, the environment's load balancer, and docker's daemon, in one. */
async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
  const { pathname } = new URL(request.url ?? '/', origin);
  if (pathname.startsWith('/health')) return { status: 200, body: '{"status":"UP"}' };
  if (pathname === '/version') return { status: version.status, body: JSON.stringify(version) };
  if (pathname !== '/docker') return { status: 401, body: '' };
  const { args, input } = JSON.parse(await text(request)) as { args: string[]; input: string };
  commands.push(args.join(' '));
  if (args[0] === 'login') return { status: input.length > 20 ? 200 : 400, body: 'Login Succeeded' };
  if (args[0] === 'port') return { status: 200, body: new URL(origin).host };
  if (args[0] === 'push') push();
  return { status: 200, body: '' };
}

/** The layers, and then the manifest, as a push brings them. */
function push(): void {
  const repository = repositories.find(scope, 'picus');
  const { config, layers } = JSON.parse(fixture.image.manifest) as Manifest;
  for (const { digest } of [config, ...layers]) fixture.store.linkBlob(repository.uri, digest);
  repositories.put(repository, { manifest: fixture.image.manifest, tag: names.tag });
}

function deployer(...args: string[]): Promise<{ exitCode: number; stdout: string; output: string }> {
  const common = ['--poll-seconds', '0.05', '--json', '-'];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['deployer/cli.ts', ...args, ...common],
      {
        cwd: ROOT,
        timeout: 25_000,
        env: {
          PATH: [folder, process.env['PATH']].join(delimiter),
          CONTROL: `${origin}/docker`,
          AWS_REGION: 'us-east-1',
          AWS_ENDPOINT_URL: gateway.url,
          AWS_ACCESS_KEY_ID: scope.account,
          AWS_SECRET_ACCESS_KEY: 'test',
        },
      },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, output: stdout + stderr }),
    );
  });
}

const image = (gitSha: string) => {
  const [names, sbom] = ['image.json', 'service.cdx.json'].map((file) => join(folder, file));
  return deployer('image', '--image', names ?? '', '--sbom', sbom ?? '', '--git-sha', gitSha);
};
const guardProd = () =>
  deployer('guard', '--image', join(folder, 'image.json'), '--environment', 'prod', '--after', 'dev');
const tagsOf = (tag: string) => repositories.image(repositories.find(scope, 'picus'), { imageTag: tag })?.tags;
const puts = () => gateway.calls.calls().filter(({ operation }) => operation === 'PutImage').length;

describe('the release tool and the image', () => {
  it('makes it once: the next commit with the same content writes nothing and needs no Docker', async () => {
    const first = await image('c0ffee');
    expect(first.output).toContain(`is tested: ${fixture.image.digest}.`);
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ outcome: 'done', digest: fixture.image.digest });
    expect(tagsOf(names.tag)?.toSorted()).toEqual(['git-c0ffee', names.tag, names.testedTag]);
    expect(
      repositories.referrers(repositories.find(scope, 'picus'), fixture.image.digest).map(({ tags }) => tags),
    ).toEqual([[fixture.image.digest.replace('sha256:', 'sbom-')]]);
    expect(commands.map((command) => command.split(' ')[0])).toEqual([
      'version',
      'login',
      'build',
      'run',
      'port',
      'stop',
      'stop',
      'rm',
      'push',
    ]);
    expect(commands.join('\n')).toContain('--build-arg GIT_SHA=c0ffee');

    commands = [];
    const before = puts();
    const second = await image('facade');
    expect(second.output).toContain('nothing to do');
    expect(second.exitCode).toBe(0);
    expect(commands).toEqual([]);
    expect(puts()).toBe(before);

    const refused = await guardProd();
    expect(refused.output).toContain(`it has no tag dev-verified-${names.hash}, so dev has not verified it.`);
    expect(refused.exitCode).toBe(2);
    repositories.put(repositories.find(scope, 'picus'), {
      manifest: fixture.image.manifest,
      tag: `dev-verified-${names.hash}`,
    });
    expect((await guardProd()).exitCode).toBe(0);
  });

  it('accepts an environment that keeps strangers out, and tells one that fails in one line', async () => {
    const passed = await deployer('accept', '--url', origin, '--access', 'restricted');
    expect(passed.output).toContain('passed all 3 checks');
    expect(passed.exitCode).toBe(0);
    version = { status: 503, gitSha: '' };
    const failed = await deployer('accept', '--url', origin, '--access', 'restricted', '--tries', '2');
    expect(failed.output).toContain(`${origin} failed 1 of 3 checks: GET /version: status 503, not 200.`);
    expect(failed.exitCode).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({ outcome: 'notPassed' });
  });

  it('says what is wrong with how it is called', async () => {
    const noFile = await deployer('guard', '--image', join(folder, 'none.json'), '--environment', 'dev');
    expect(noFile.output).toContain('Name the image.json that the build step wrote');
    expect(noFile.exitCode).toBe(2);
    expect((await deployer('accept', '--url', 'lb.example')).output).toContain('It must be an http or https URL.');
  });
});
