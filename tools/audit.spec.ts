import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ID = 'GHSA-aaaa-bbbb-cccc';
const PROJECT = { name: 'app', version: '1.0.0', dependencies: { shaky: '1.0.0' } };
const exception = (expiry?: string) => [{ [ID]: { active: true, expiry, notes: 'not reachable from outside' } }];

let folder: string;
let server: Server;
/** The advisory of the one dependency; undefined where the registry serves no audits. */
let severity: string | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(PROJECT));
  const packages = { '': PROJECT, 'node_modules/shaky': { version: '1.0.0' } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...PROJECT, lockfileVersion: 3, packages }));
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A registry of one package. */
function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const advisory = { id: 1, url: `https://github.com/advisories/${ID}`, title: 'shaky', vulnerable_versions: '*' };
  const manifest = { name: 'shaky', version: '1.0.0' };
  response.setHeader('content-type', 'application/json');
  if (url === '/shaky')
    response.end(
      JSON.stringify({ name: 'shaky', 'dist-tags': { latest: '1.0.0' }, versions: { [manifest.version]: manifest } }),
    );
  else if (severity === undefined) response.writeHead(405).end();
  else response.end(JSON.stringify({ shaky: [{ ...advisory, severity }] }));
}

/** With the repository's own configuration, and these exceptions. */
function audit(allowlist: unknown[] = []): Promise<{ status: number | null; output: string }> {
  const committed = readFileSync('audit-ci.jsonc', 'utf8');
  const config = join(folder, 'audit-ci.jsonc');
  writeFileSync(
    config,
    committed.replace('"allowlist": []', () => `"allowlist": ${JSON.stringify(allowlist)}`),
  );
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    npm_config_noproxy: '127.0.0.1',
    // Of its own each time: npm keeps what it made of an advisory.
    npm_config_cache: mkdtempSync(join(folder, 'cache-')),
  };
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [resolve('tools/audit.ts'), '--config', config],
      { cwd: folder, env, timeout: 25_000 },
      (_error, stdout, stderr) => done({ status: child.exitCode, output: stdout + stderr }),
    );
  });
}

describe('the audit of the dependencies', () => {
  it('blocks from high on', async () => {
    severity = 'high';
    const { status, output } = await audit();
    expect([status, output]).toEqual([1, expect.stringContaining(ID)]);
    severity = 'moderate';
    expect(await audit()).toMatchObject({ status: 0 });
  });

  it('accepts an exception until its day', async () => {
    severity = 'critical';
    expect(await audit(exception('2999-01-01'))).toMatchObject({ status: 0 });
    expect(await audit(exception('2020-01-01'))).toMatchObject({ status: 1 });
  });

  it('takes no exception without day and reason', async () => {
    severity = 'critical';
    const { status, output } = await audit([ID, { 'GHSA-1': { active: true, expiry: 'soon' } }]);
    expect(status).toBe(1);
    expect(output).toContain(`${ID}: write { "${ID}": { "active": true`);
    expect(output).toContain('GHSA-1: write the day from which on it blocks again');
    expect(output).toContain('GHSA-1: write in notes why it may wait');
  });

  it('fails where the registry serves no audits, and says so', async () => {
    severity = undefined;
    const { status, output } = await audit();
    expect([status, output]).toEqual([2, expect.stringContaining('The registry does not answer audits')]);
  });
});
