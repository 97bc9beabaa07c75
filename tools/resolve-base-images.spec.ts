import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryAccess } from './registry-digest.ts';
import { describeState, pinned, resolveBases } from './resolve-base-images.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OLD = `sha256:${'0'.repeat(64)}`;

let server: Server;
let registry: string;
/** What the registry was asked: method, path, and who asked. */
let asked: string[];
/** How it answers a request for a manifest by somebody whom it knows. */
let manifest: (response: ServerResponse) => void;
const access = (credentials?: string): RegistryAccess => ({ fetch, credentials: () => credentials });

beforeAll(async () => {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  manifest = (response) => response.writeHead(200, { 'docker-content-digest': DIGEST }).end();
});

/** A registry that wants a token, which it gives to anybody. */
function answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse): void {
  asked.push(`${method} ${url} ${headers.authorization ?? 'anonymous'}`);
  if (url.startsWith('/token')) response.end('{"token":"t0ken"}');
  else if (headers.authorization === 'Bearer t0ken') manifest(response);
  else {
    const scope = 'repository:a/b:pull';
    const challenge = `Bearer realm="http://${registry}/token",service="${registry}",scope="${scope}"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  }
}

const resolve = (dockerfile: string, credentials?: string) => resolveBases(dockerfile, access(credentials));

describe('the digest of a base', () => {
  it('is asked for with the token that the registry wants', async () => {
    expect(await resolve(`FROM ${registry}/a/b:1`)).toMatchObject([{ digest: DIGEST, base: { tag: '1' } }]);
    expect(asked).toEqual([
      'HEAD /v2/a/b/manifests/1 anonymous',
      `GET /token?service=${encodeURIComponent(registry)}&scope=repository%3Aa%2Fb%3Apull anonymous`,
      'HEAD /v2/a/b/manifests/1 Bearer t0ken',
    ]);
  });

  it('is asked for as whoever logged in', async () => {
    await resolve(`FROM ${registry}/a/b:1`, 'bWU6c2VjcmV0');
    expect(asked[1]).toMatch(/ Basic bWU6c2VjcmV0$/);
  });

  it('is not asked for where a digest alone names the base', async () => {
    expect(await resolve(`FROM ${registry}/a/b@${DIGEST}`)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('of Docker Hub is asked of its registry', async () => {
    const urls: string[] = [];
    const hub: typeof fetch = async (url) => {
      urls.push(new Request(url).url);
      return new Response(undefined, { headers: { 'docker-content-digest': DIGEST } });
    };
    await resolveBases('FROM node:24', { fetch: hub, credentials: () => undefined });
    expect(urls).toEqual(['https://registry-1.docker.io/v2/library/node/manifests/24']);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['the tag is not there', (response) => response.writeHead(404).end(), 'has no such tag'],
    ['it does not let us', (response) => response.writeHead(403).end(), 'Log in with "docker login 127.0.0.1:'],
    ['it tells none', (response) => response.writeHead(200).end(), 'status 200 and no digest'],
    ['it fails', (response) => response.writeHead(500).end(), 'status 500'],
    ['it breaks off', (response) => response.destroy(), 'cannot be reached'],
  ])('cannot be had where %s, and it is said so', async (_name, how, said) => {
    manifest = how;
    await expect(resolve(`FROM ${registry}/a/b:1`)).rejects.toThrow(said);
  });
});

describe('the Dockerfile', () => {
  const dockerfile = () =>
    [
      `# ${registry}/a/b:1`,
      `ARG BASE=${registry}/a/b:1`,
      'FROM ${BASE} AS build',
      `FROM ${registry}/a/b:2@${OLD}`,
      'RUN true',
    ].join('\n');

  it('gets the digests behind its tags, and nothing else changes', async () => {
    const text = dockerfile();
    const resolved = await resolve(text);
    const lines = text.split('\n');
    expect(pinned(text, resolved).split('\n')).toEqual([
      lines[0],
      `${lines[1]}@${DIGEST}`,
      lines[2],
      `FROM ${registry}/a/b:2@${DIGEST}`,
      lines[4],
    ]);
    const again = await resolve(pinned(text, resolved));
    expect(pinned(pinned(text, resolved), again)).toBe(pinned(text, resolved));
    expect(resolved.map(describeState)).toEqual([
      `line 2: ${registry}/a/b:1 is not pinned; its digest is ${DIGEST}`,
      `line 4: ${registry}/a/b:2@${OLD} is not the newest: the tag has ${DIGEST}`,
    ]);
    expect(again.map(describeState)[0]).toMatch(/is current$/);
  });

  it('is written by the command, which --check agrees with; a registry that fails leaves it alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'resolve-base-images-'));
    const file = join(folder, 'Dockerfile');
    const run = (...args: string[]) =>
      new Promise<number | null>((done) => {
        const child = execFile(process.execPath, ['tools/resolve-base-images.ts', ...args, file], () =>
          done(child.exitCode),
        );
      });
    try {
      writeFileSync(file, dockerfile());
      expect(await run('--check')).toBe(1);
      expect(readFileSync(file, 'utf8')).toBe(dockerfile());
      expect(await run()).toBe(0);
      expect(readFileSync(file, 'utf8')).toContain(`b:1@${DIGEST}`);
      expect(await run('--check')).toBe(0);
      manifest = (response) => response.writeHead(404).end();
      writeFileSync(file, dockerfile());
      expect(await run()).toBe(1);
      expect(readFileSync(file, 'utf8')).toBe(dockerfile());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
