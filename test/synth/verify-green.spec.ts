import { afterEach, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requestSender } from '../../infra/functions/verify-green/send-request.ts';
import { createLocalAuthority } from '../../rehearsal/adapters/egress-proxy/local-authority.ts';
import { committedAssembly, committedAssemblyDirectory, ROOT } from './assembly.ts';
import { onlyOne, templateOf } from './resources.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

describe('a request through the test listener', () => {
  it("goes to the given address, with the listener's own name and the request's id", async () => {
    const server = createServer(({ headers, url, method }, response) =>
      response.writeHead(418).end(
        JSON.stringify({
          method,
          url,
          host: headers.host,
          id: headers['x-request-id'],
          agent: headers['user-agent'],
        }),
      ),
    );
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const send = requestSender(new URL(`http://picus-dev.eu-west-1.elb.amazonaws.com:${port}`));
    const { status, body } = await send({ address: '127.0.0.1', path: '/version', requestId: 'request-1' });

    expect(status).toBe(418);
    expect(JSON.parse(body)).toEqual({
      method: 'GET',
      url: '/version',
      host: `picus-dev.eu-west-1.elb.amazonaws.com:${port}`,
      id: 'request-1',
      agent: 'verify-green',
    });
  });

  it('fails when nothing listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));

    const send = requestSender(new URL(`http://picus-dev.eu-west-1.elb.amazonaws.com:${port}`));
    await expect(send({ address: '127.0.0.1', path: '/version', requestId: 'request-1' })).rejects.toThrow(
      'ECONNREFUSED',
    );
  });
});

/** A process of its own, as the function is one: an authority is trusted from a process' start on. */
const SEND = `
import { requestSender } from './infra/functions/verify-green/send-request.ts';
const [origin] = process.argv.slice(1);
const sent = requestSender(new URL(origin))({ address: '127.0.0.1', path: '/version', requestId: 'request-1' });
console.log(await sent.then(({ body }) => body, (error) => error.code));
`;

describe('a request through a test listener that speaks TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'authority-'));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('names the server as clients do, and takes no certificate but one for that name from an authority it trusts', async () => {
    const authority = await createLocalAuthority(directory);
    const { key, certificate } = await authority.issue(['picus.example.com']);
    const names: string[] = [];
    const server = createSecureServer({ key, cert: certificate }, ({ headers }, response) =>
      response.end(headers.host),
    );
    server.on('secureConnection', ({ servername }) => names.push(String(servername)));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answerTo = async (name: string, trusted?: string) => {
      const { NODE_EXTRA_CA_CERTS: _other, ...inherited } = process.env;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '-e', SEND, `https://${name}:${port}`],
        { cwd: ROOT, env: { ...inherited, ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: trusted }) } },
      );
      return stdout.trim();
    };

    expect(await answerTo('picus.example.com', authority.certificateFile)).toBe(`picus.example.com:${port}`);
    expect(names).toEqual(['picus.example.com']);
    expect(await answerTo('other.example.com', authority.certificateFile)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await answerTo('picus.example.com')).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });
});

describe('the asset', () => {
  it('is an ES module that loads with nothing beside it, its SDK bundled', () => {
    const { Code } = onlyOne(templateOf(committedAssembly(), 'picus-prod-service'), 'AWS::Lambda::Function')
      .Properties as {
      Code: { S3Key: string };
    };
    const elsewhere = mkdtempSync(join(tmpdir(), 'asset-'));
    try {
      const asset = join(committedAssemblyDirectory(), `asset.${Code.S3Key.replace('.zip', '')}`, 'index.mjs');
      copyFileSync(asset, join(elsewhere, 'index.mjs'));
      const script = "import('./index.mjs').then(({ handler }) => console.log(typeof handler))";
      const output = execFileSync(process.execPath, ['-e', script], {
        cwd: elsewhere,
        encoding: 'utf8',
        env: { AWS_REGION: 'eu-west-1' },
      });
      expect(output.trim()).toBe('function');
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });
});
