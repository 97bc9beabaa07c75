import { ModifyListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Pool } from 'undici';
import { inParallel } from './support/test-router.ts';
import { answering, startTls, type TlsFixture } from './support/tls-fixture.ts';

const HOST = 'app.example.com';

let test: TlsFixture;
let app: string;
const pools: Pool[] = [];

beforeEach(async () => {
  test = await startTls();
  app = await test.certificate(HOST);
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.destroy()));
  await test.stop();
});

/** Keeps its connections. */
function client(listenerArn: string, connections = 1): Pool {
  const pool = new Pool(`https://127.0.0.1:${test.portOf(listenerArn)}`, {
    connections,
    connect: { ca: test.ca, servername: HOST },
  });
  pools.push(pool);
  return pool;
}

async function get(pool: Pool, path = '/') {
  const { statusCode, headers, body } = await pool.request({ path, method: 'GET', headers: { host: HOST } });
  return { status: statusCode, headers, text: await body.text() };
}

describe('requests through an HTTPS listener', () => {
  it('tell the target and the access log how they came', async () => {
    const arn = await test.https(app, {
      DefaultActions: [await test.forwarding()],
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    });
    expect((await get(client(arn), '/one?a=1')).text).toBe('/one?a=1');
    expect(test.served[0]?.headers).toMatchObject({
      host: HOST,
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '443',
      'x-forwarded-for': '127.0.0.1',
    });
    await test.rehearsal.router.flush();
    const [line = ''] = test.rehearsal.accessLog;
    expect(line).toMatch(/^https /);
    expect(line).toContain(`"GET https://${HOST}:443/one?a=1 HTTP/1.1"`);
    expect(line).toContain(' TLS_AES_128_GCM_SHA256 TLSv1.3 ');
    expect(line).toContain(` "${HOST}" "${app}" `);
  });

  it('are upgraded like others', async () => {
    const arn = await test.https(app, { DefaultActions: [await test.forwarding()] });
    const socket = await test.handshake(arn, { servername: HOST });
    socket.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.endsWith('hello')) break;
    }
    expect(received).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('come from HTTP by a redirect that keeps the rest', async () => {
    const arn = await test.createListener({
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    });
    const { status, headers } = await fetch(`http://127.0.0.1:${test.portOf(arn)}/a/b?c=d`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([301, 'https://127.0.0.1:443/a/b?c=d']);
  });

  it('keep their protocol in a redirect that does not name one', async () => {
    const redirect = {
      Type: 'redirect' as const,
      RedirectConfig: { Host: 'www.example.com', StatusCode: 'HTTP_302' as const },
    };
    const arn = await test.https(app, { DefaultActions: [redirect] });
    expect((await get(client(arn), '/a')).headers['location']).toBe('https://www.example.com:443/a');
  });
});

describe('handshakes', () => {
  it('that fail are counted, and nothing else comes of them', async () => {
    const arn = await test.https(app, { SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' });
    await expect(test.handshake(arn, { servername: HOST, maxVersion: 'TLSv1.2' })).rejects.toThrow('protocol version');
    for (const bytes of ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', '\u0016\u0003\u0001\u0000\u0005junk!', '']) {
      const socket = connect(test.portOf(arn), '127.0.0.1');
      socket.on('error', () => {});
      socket.end(bytes, 'latin1');
      socket.resume();
      await once(socket, 'close');
    }
    expect((await get(client(arn))).text).toBe('secure');
    await test.rehearsal.router.flush();
    const failed = test.rehearsal.metrics.filter(({ name }) => name === 'ClientTLSNegotiationErrorCount');
    expect(failed.flatMap(({ values }) => values).length).toBeGreaterThanOrEqual(3);
    expect(failed[0]?.dimensions).toEqual({ LoadBalancer: expect.stringMatching(/^app\/app\//) });
  });

  it('that never begin do not keep the load balancer from ending', async () => {
    const arn = await test.https(app);
    const silent = connect(test.portOf(arn), '127.0.0.1');
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    silent.on('error', () => {});
    await test.handshake(arn, { servername: HOST });
    await test.rehearsal.router.stop();
    await closed;
    expect(silent.destroyed).toBe(true);
  });

  it('resume sessions, and the access log says so', async () => {
    const arn = await test.https(app);
    const first = await test.handshake(arn, { servername: HOST, maxVersion: 'TLSv1.2' });
    const again = await test.handshake(arn, {
      servername: HOST,
      maxVersion: 'TLSv1.2',
      session: first.getSession() as Buffer,
    });
    expect(again.isSessionReused()).toBe(true);
    again.end(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
    again.resume();
    await once(again, 'close');
    await test.rehearsal.router.flush();
    expect(test.rehearsal.accessLog[0]).toContain(' "session-reused" ');
  });
});

describe('another certificate and another policy', () => {
  it('come without a failed request, and connections that stand stay', async () => {
    const arn = await test.https(app, { DefaultActions: [await test.forwarding()] });
    const renewed = await test.certificate(HOST);
    const standing = client(arn);
    let connections = 0;
    standing.on('connect', () => void connections++);
    await get(standing);
    const load = client(arn, 8);
    const changes = (async () => {
      for (let round = 0; round < 10; round++)
        await test.elb.send(
          new ModifyListenerCommand({
            ListenerArn: arn,
            Certificates: [{ CertificateArn: round % 2 === 0 ? renewed : app }],
            SslPolicy: `ELBSecurityPolicy-TLS13-1-${round % 2 === 0 ? '2' : '0'}-2021-06`,
          }),
        );
      await test.elb.send(new ModifyListenerCommand({ ListenerArn: arn, Certificates: [{ CertificateArn: renewed }] }));
    })();
    const fresh = async () => {
      const socket = await test.handshake(arn, { servername: HOST });
      socket.destroy();
      return 200;
    };
    const statuses = await inParallel(600, 12, async () =>
      Math.random() < 0.1 ? fresh() : (await get(load, '/load')).status,
    );
    await changes;
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect((await get(standing)).status).toBe(200);
    expect(connections).toBe(1);
    const serial = test.certificates.get({ account: '111111111111', region: 'eu-west-1' }, renewed).issued.serial;
    const presented = (await test.handshake(arn, { servername: HOST })).getPeerCertificate().serialNumber;
    expect(presented.toLowerCase().replace(/^0+/, '')).toBe(serial.replace(/^0+/, ''));
  });

  it('do not touch what the listener forwards to', async () => {
    const arn = await test.https(app, { DefaultActions: [answering('as it was')] });
    const renewed = await test.certificate(HOST);
    await test.elb.send(new ModifyListenerCommand({ ListenerArn: arn, Certificates: [{ CertificateArn: renewed }] }));
    expect((await get(client(arn))).text).toBe('as it was');
  });
});
