import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startEgressProxy, type EgressProxy } from '../../rehearsal/adapters/egress-proxy/egress-proxy.ts';
import { createLocalAuthority, type LocalAuthority } from '../../rehearsal/adapters/egress-proxy/local-authority.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { CustomResourceResponses } from '../../rehearsal/runtime/stacks/custom-resource-responses.ts';
import { TEST_SCOPE } from './support/gateway.ts';

const LOAD_BALANCER = 'app-1234567890.eu-west-1.elb.amazonaws.com';

describe('the egress proxy', () => {
  let directory: string;
  let target: Server;
  let authority: LocalAuthority;
  let proxy: EgressProxy;
  const responses = new CustomResourceResponses(randomIds);

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'egress-'));
    target = createServer((request, response) => {
      response.end(JSON.stringify({ host: request.headers.host, url: request.url, method: request.method }));
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const endpoint = { host: '127.0.0.1', port: (target.address() as AddressInfo).port };
    authority = await createLocalAuthority(join(directory, 'authority'));
    proxy = await startEgressProxy({
      names: {
        resolve: (host, port) =>
          [LOAD_BALANCER, '10.0.0.5'].includes(host) && [80, 9000].includes(port) ? endpoint : undefined,
      },
      reserved: [responses],
      authority,
      allowedHosts: [`localhost.test:${endpoint.port}`],
      log: silentLog,
    });
  });
  afterEach(async () => {
    await proxy.close();
    target.closeAllConnections();
    await new Promise((resolve) => target.close(resolve));
    rmSync(directory, { recursive: true, force: true });
  });

  /** Runs a script as the engine runs functions and commands, and returns what it prints. */
  const node = async (script: string): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      env: proxy.environment,
      timeout: 20_000,
    });
    return JSON.parse(stdout);
  };
  const GET = `import http from 'node:http';
    const get = (url, options = {}) => new Promise((resolve, reject) => http.request(url, options, async (response) => {
      let body = ''; for await (const chunk of response) body += chunk; resolve({ status: response.statusCode, body });
    }).on('error', reject).end());`;

  it('leads the address of a load balancer to where it answers', async () => {
    const answer = await node(`${GET}
      const { body } = await get('http://10.0.0.5:9000/health?a=1');
      console.log(body);`);
    expect(answer).toEqual({ host: '10.0.0.5:9000', url: '/health?a=1', method: 'GET' });
  });

  // Node's own proxy support (24.21) refuses a Host header that is not the destination's; other clients send one.
  it('keeps a Host header that is not the destination', async () => {
    const { hostname, port } = new URL(proxy.url);
    const answer = await new Promise<unknown>((resolve, reject) => {
      request(
        { host: hostname, port, path: 'http://10.0.0.5:9000/', headers: { Host: LOAD_BALANCER }, agent: false },
        (response) => {
          json(response).then(resolve, reject);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(answer).toEqual({ host: LOAD_BALANCER, url: '/', method: 'GET' });
  });

  it('leads the name of a load balancer to where it answers, for fetch too', async () => {
    const answer = await node(
      `const response = await fetch('http://${LOAD_BALANCER}:9000/'); console.log(await response.text());`,
    );
    expect(answer).toEqual({ host: `${LOAD_BALANCER}:9000`, url: '/', method: 'GET' });
  });

  it('knows the port that http has where none is written: fetch makes a tunnel to it', async () => {
    const answer = await node(
      `const answer = await fetch('http://${LOAD_BALANCER}/health'); console.log(await answer.text());`,
    );
    expect(answer).toEqual({ host: LOAD_BALANCER, url: '/health', method: 'GET' });
  });

  it('takes the answer of a custom resource over https, from whoever was given the URL', async () => {
    const expected = responses.expect(TEST_SCOPE, 'arn:stack', 'Listener', 'request-1');
    const put = `import https from 'node:https';
      const put = (url, body) => new Promise((resolve, reject) => {
        const { hostname, pathname, search } = new URL(url);
        const request = https.request({ hostname, path: pathname + search, method: 'PUT', headers: { 'content-type': '', 'content-length': body.length } }, (response) => {
          response.resume(); resolve(response.statusCode);
        });
        request.on('error', reject); request.write(body); request.end();
      });`;
    const statuses = await node(`${put}
      const url = ${JSON.stringify(expected.url)};
      console.log(JSON.stringify([await put(url + '0', '{}'), await put(url, '{"Status":"SUCCESS"}'), await put(url, '{}')]));`);
    expect(statuses).toEqual([403, 200, 403]);
    await expect(expected.response).resolves.toEqual({ Status: 'SUCCESS' });
  });

  it('refuses every other host by name', async () => {
    const answers = (await node(`${GET}
      import https from 'node:https';
      const plain = await get('http://example.com/');
      const secure = await new Promise((resolve) => https.get('https://example.com/', (response) => resolve(response.statusCode)).on('error', (error) => resolve(error.message)));
      console.log(JSON.stringify({ plain, secure }));`)) as {
      plain: { status: number; body: string };
      secure: unknown;
    };
    expect(answers.plain.status).toBe(403);
    expect(answers.plain.body).toContain('example.com:80');
    expect(String(answers.secure)).toMatch(/403/);
  });

  it('keeps its certificate to its owner', () => {
    expect(statSync(authority.certificateFile).mode & 0o777).toBe(0o600);
  });
});
