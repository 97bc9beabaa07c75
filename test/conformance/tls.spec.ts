import { DeleteCertificateCommand, ResourceInUseException } from '@aws-sdk/client-acm';
import {
  AddListenerCertificatesCommand,
  CertificateNotFoundException,
  DeleteListenerCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeSSLPoliciesCommand,
  ModifyListenerCommand,
  OperationNotPermittedException,
  RemoveListenerCertificatesCommand,
  SSLPolicyNotFoundException,
  TooManyCertificatesException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTls, type TlsFixture } from './support/tls-fixture.ts';

let test: TlsFixture;
let app: string;

beforeEach(async () => {
  test = await startTls();
  app = await test.certificate('app.example.com');
});
afterEach(() => test.stop());

const described = async (ListenerArn: string) =>
  (await test.elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }))).Listeners?.[0];

describe('HTTPS listeners', () => {
  it('have a certificate, and the default policy of all but the console', async () => {
    const arn = await test.https(app);
    expect(await described(arn)).toMatchObject({
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: app }],
      SslPolicy: 'ELBSecurityPolicy-2016-08',
      MutualAuthentication: { Mode: 'off' },
    });
  });

  it('are refused as AWS refuses them', async () => {
    const unknown = app.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000');
    const both = [{ CertificateArn: app }, { CertificateArn: await test.certificate('b.example.com') }];
    await expect(test.createListener({})).rejects.toThrow('A certificate must be specified for HTTPS listeners');
    await expect(test.https(unknown)).rejects.toThrow(`Certificate '${unknown}' not found`);
    await expect(test.https(unknown)).rejects.toBeInstanceOf(CertificateNotFoundException);
    await expect(test.https(app, { SslPolicy: 'ELBSecurityPolicy-1999' })).rejects.toBeInstanceOf(
      SSLPolicyNotFoundException,
    );
    await expect(test.https(app, { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04' })).rejects.toThrow(
      'The rehearsal does not implement the security policy',
    );
    await expect(test.createListener({ Certificates: both })).rejects.toThrow(
      "Up to '1' certificate ARNs can be specified, but '2' were specified",
    );
    await expect(test.https(app, { Protocol: 'HTTP' })).rejects.toThrow(
      'A certificate cannot be specified for HTTP listeners',
    );
    await expect(test.https(app, { MutualAuthentication: { Mode: 'passthrough' } })).rejects.toThrow(
      'MutualAuthentication',
    );
    await expect(test.https(app, { AlpnPolicy: ['HTTP2Only'] })).rejects.toThrow('AlpnPolicy');
  });

  it('have no certificate of another region or account', async () => {
    for (const elsewhere of [{ region: 'us-east-1' }, { account: '222222222222' }]) {
      const arn = await test.certificateIn(elsewhere, 'app.example.com');
      await expect(test.https(arn)).rejects.toThrow(`Certificate '${arn}' not found`);
    }
  });

  it('become HTTP and HTTPS again; what is not named stays', async () => {
    const arn = await test.https(app, { SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' });
    const modify = (more: object) => test.elb.send(new ModifyListenerCommand({ ListenerArn: arn, ...more }));
    await modify({ Port: 8443 });
    expect(await described(arn)).toMatchObject({ Port: 8443, SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' });
    await modify({ Protocol: 'HTTP' });
    expect(await described(arn)).not.toHaveProperty('SslPolicy');
    expect(await (await fetch(`http://127.0.0.1:${test.portOf(arn)}/`)).text()).toBe('secure');
    await expect(modify({ Protocol: 'HTTPS' })).rejects.toThrow('A certificate must be specified for HTTPS listeners');
    await modify({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: app }] });
    expect((await test.handshake(arn, { servername: 'app.example.com' })).authorized).toBe(true);
  });

  it('keep their certificate from deletion', async () => {
    const arn = await test.https(app);
    const remove = () => test.acm.send(new DeleteCertificateCommand({ CertificateArn: app }));
    await expect(remove()).rejects.toBeInstanceOf(ResourceInUseException);
    await test.elb.send(new DeleteListenerCommand({ ListenerArn: arn }));
    await remove();
    await expect(test.https(app)).rejects.toBeInstanceOf(CertificateNotFoundException);
  });
});

describe('security policies', () => {
  const old = { minVersion: 'TLSv1' as const, ciphers: 'DEFAULT@SECLEVEL=0' };

  it.each([
    ['ELBSecurityPolicy-TLS13-1-3-2021-06', 'TLSv1.3', ['TLSv1.3']],
    ['ELBSecurityPolicy-TLS13-1-2-Res-2021-06', 'TLSv1.3', ['TLSv1.2', 'TLSv1.3']],
    ['ELBSecurityPolicy-TLS13-1-0-2021-06', 'TLSv1.3', ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
    ['ELBSecurityPolicy-TLS13-1-1-2021-06', 'TLSv1.3', ['TLSv1.1', 'TLSv1.2', 'TLSv1.3']],
    ['ELBSecurityPolicy-2016-08', 'TLSv1.2', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
    ['ELBSecurityPolicy-FS-1-2-Res-2020-10', 'TLSv1.2', ['TLSv1.2']],
  ] as const)('%s: a modern client gets %s, and no other versions than %j', async (SslPolicy, best, versions) => {
    const arn = await test.https(app, { SslPolicy });
    const agreed = async (options: object) =>
      (await test.handshake(arn, { servername: 'app.example.com', ...options })).getProtocol();
    expect(await agreed({})).toBe(best);
    const accepted: string[] = [];
    for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const) {
      const only = agreed({ ...old, minVersion: version, maxVersion: version });
      await only.then(
        (agreedOn) => accepted.push(agreedOn ?? ''),
        (error: Error) => (error.message.includes('protocol version') ? undefined : accepted.push(error.message)),
      );
    }
    expect(accepted).toEqual(versions);
  });

  it('limit ciphers, the first of the list that a client has', async () => {
    const arn = await test.https(app, { SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06' });
    const cipher = async (ciphers: string) =>
      (await test.handshake(arn, { servername: 'app.example.com', maxVersion: 'TLSv1.2', ciphers })).getCipher().name;
    expect(await cipher('ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256')).toBe('ECDHE-RSA-AES128-GCM-SHA256');
    await expect(cipher('ECDHE-RSA-AES128-SHA256')).rejects.toThrow(/handshake/);
    await test.elb.send(
      new ModifyListenerCommand({ ListenerArn: arn, SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }),
    );
    expect(await cipher('ECDHE-RSA-AES128-SHA256')).toBe('ECDHE-RSA-AES128-SHA256');
  });

  it('are described', async () => {
    const { SslPolicies = [] } = await test.elb.send(
      new DescribeSSLPoliciesCommand({ Names: ['ELBSecurityPolicy-TLS13-1-2-Res-2021-06'] }),
    );
    expect(SslPolicies).toEqual([
      {
        Name: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
        SslProtocols: ['TLSv1.2', 'TLSv1.3'],
        Ciphers: [
          'TLS_AES_128_GCM_SHA256',
          'TLS_AES_256_GCM_SHA384',
          'TLS_CHACHA20_POLY1305_SHA256',
          'ECDHE-ECDSA-AES128-GCM-SHA256',
          'ECDHE-RSA-AES128-GCM-SHA256',
          'ECDHE-ECDSA-AES256-GCM-SHA384',
          'ECDHE-RSA-AES256-GCM-SHA384',
        ].map((Name, index) => ({ Name, Priority: index + 1 })),
        SupportedLoadBalancerTypes: ['application', 'network'],
      },
    ]);
    expect((await test.elb.send(new DescribeSSLPoliciesCommand({}))).SslPolicies).toHaveLength(18);
  });
});

describe('the certificate list', () => {
  it('is presented by server name, the default certificate to all others', async () => {
    const arn = await test.https(app);
    const wild = await test.certificate('example.org', '*.example.org');
    const add = () =>
      test.elb.send(new AddListenerCertificatesCommand({ ListenerArn: arn, Certificates: [{ CertificateArn: wild }] }));
    await add();
    await add();
    const namesFor = async (servername?: string) => {
      const socket = await test.handshake(arn, {
        ...(servername !== undefined && { servername }),
        checkServerIdentity: () => undefined,
      });
      return socket.getPeerCertificate().subjectaltname;
    };
    expect(await namesFor('shop.example.org')).toBe('DNS:example.org, DNS:*.example.org');
    expect(await namesFor('app.example.com')).toBe('DNS:app.example.com');
    expect(await namesFor('elsewhere.example.net')).toBe('DNS:app.example.com');
    expect(await namesFor()).toBe('DNS:app.example.com');

    const list = async () =>
      (await test.elb.send(new DescribeListenerCertificatesCommand({ ListenerArn: arn }))).Certificates;
    expect(await list()).toEqual([
      { CertificateArn: app, IsDefault: true },
      { CertificateArn: wild, IsDefault: false },
    ]);
    const remove = (CertificateArn: string) =>
      test.elb.send(new RemoveListenerCertificatesCommand({ ListenerArn: arn, Certificates: [{ CertificateArn }] }));
    await expect(remove(app)).rejects.toBeInstanceOf(OperationNotPermittedException);
    await remove(wild);
    expect(await list()).toEqual([{ CertificateArn: app, IsDefault: true }]);
    expect(await namesFor('shop.example.org')).toBe('DNS:app.example.com');
  });

  it('takes one certificate a call, and none without TLS', async () => {
    const arn = await test.https(app);
    const plain = await test.createListener({ Protocol: 'HTTP', Port: 80 });
    const add = (ListenerArn: string, ...certificates: string[]) =>
      test.elb.send(
        new AddListenerCertificatesCommand({
          ListenerArn,
          Certificates: certificates.map((CertificateArn) => ({ CertificateArn })),
        }),
      );
    await expect(add(arn, app, app)).rejects.toBeInstanceOf(TooManyCertificatesException);
    await expect(add(arn, `${app}0`)).rejects.toBeInstanceOf(CertificateNotFoundException);
    await expect(add(plain, app)).rejects.toThrow('HTTPS and TLS listeners only');
  });
});
