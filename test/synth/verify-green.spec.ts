import { afterEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestSender } from '../../infra/functions/verify-green/send-request.ts';
import { committedAssembly, committedAssemblyDirectory } from './assembly.ts';
import { onlyOne, templateOf } from './resources.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

describe('a request through the test listener', () => {
  it("goes to the given address, with the listener's own name and the request's id", async () => {
    const server = createServer(({ headers, url, method }, response) =>
      response.writeHead(418).end(JSON.stringify({ method, url, host: headers.host, id: headers['x-request-id'] })),
    );
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const send = requestSender({ host: 'picus-dev.eu-west-1.elb.amazonaws.com', port });
    const { status, body } = await send({ address: '127.0.0.1', path: '/version', requestId: 'request-1' });

    expect(status).toBe(418);
    expect(JSON.parse(body)).toEqual({
      method: 'GET',
      url: '/version',
      host: `picus-dev.eu-west-1.elb.amazonaws.com:${port}`,
      id: 'request-1',
    });
  });

  it('fails when nothing listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));

    const send = requestSender({ host: 'picus-dev.eu-west-1.elb.amazonaws.com', port });
    await expect(send({ address: '127.0.0.1', path: '/version', requestId: 'request-1' })).rejects.toThrow(
      'ECONNREFUSED',
    );
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
