import {
  AddTagsToCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  InvalidArnException,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-acm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { Certificates } from '../../rehearsal/runtime/certificates/certificates.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { startTls, type TlsFixture } from './support/tls-fixture.ts';

let test: TlsFixture;

beforeEach(async () => {
  test = await startTls();
});
afterEach(() => test.stop());

const request = async (more: object) =>
  (
    await test.acm.send(
      new RequestCertificateCommand({ DomainName: 'app.example.com', ValidationMethod: 'DNS', ...more }),
    )
  ).CertificateArn ?? '';
const describeIt = async (CertificateArn: string) =>
  (await test.acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate;
const get = (CertificateArn: string) => test.acm.send(new GetCertificateCommand({ CertificateArn }));

describe('a certificate', () => {
  it('is issued at once for all of its names', async () => {
    const arn = await request({ SubjectAlternativeNames: ['*.example.com', 'App.example.com'] });
    expect(arn).toMatch(/^arn:aws:acm:eu-west-1:111111111111:certificate\/[0-9a-f-]{36}$/);
    expect(await describeIt(arn)).toMatchObject({
      DomainName: 'app.example.com',
      SubjectAlternativeNames: ['app.example.com', '*.example.com'],
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      KeyAlgorithm: 'RSA-2048',
      InUseBy: [],
      DomainValidationOptions: [
        { DomainName: 'app.example.com', ValidationMethod: 'DNS', ValidationStatus: 'SUCCESS' },
        {
          DomainName: '*.example.com',
          ResourceRecord: { Name: expect.stringMatching(/^_[0-9a-f]{32}\.example\.com\.$/), Type: 'CNAME' },
        },
      ],
    });
  });

  it('is signed by the authority, and its key stays here', async () => {
    const arn = await request({ KeyAlgorithm: 'EC_prime256v1' });
    const answer = await get(arn);
    const [own, issuer] = [answer.Certificate, answer.CertificateChain].map((pem) => new X509Certificate(pem ?? ''));
    expect(own?.checkHost('app.example.com')).toBe('app.example.com');
    expect(issuer && own?.verify(issuer.publicKey)).toBe(true);
    expect(own?.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect((await describeIt(arn))?.Serial?.replaceAll(':', '').toUpperCase()).toBe(own?.serialNumber);
    expect(JSON.stringify([answer, await describeIt(arn)])).not.toContain('PRIVATE');
  });

  it('tells what presents it', async () => {
    const arn = await request({});
    await test.https(arn);
    expect(await describeIt(arn)).toMatchObject({ InUseBy: [test.loadBalancer.LoadBalancerArn] });
  });

  it('is the same one for the same token, for an hour', async () => {
    const first = await request({ IdempotencyToken: 'once' });
    expect(await request({ IdempotencyToken: 'once' })).toBe(first);
    expect(await request({ IdempotencyToken: 'twice' })).not.toBe(first);
    await test.clock.advance(3_600_000);
    expect(await request({ IdempotencyToken: 'once' })).not.toBe(first);
  });

  it('is not issued for what is no domain name, nor on a way that needs people', async () => {
    await expect(request({ DomainName: 'localhost' })).rejects.toThrow('fully qualified');
    await expect(request({ DomainName: 'a.*.example.com' })).rejects.toThrow('fully qualified');
    await expect(request({ ValidationMethod: 'EMAIL' })).rejects.toThrow('ValidationMethod DNS');
    await expect(request({ KeyAlgorithm: 'RSA_1024' })).rejects.toThrow('RSA_1024');
  });

  it('is unknown elsewhere', async () => {
    const arn = await request({});
    await expect(get(arn.replace('eu-west-1', 'us-east-1'))).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(get('arn:aws:iam::111111111111:server-certificate/one-of-iam')).rejects.toBeInstanceOf(
      InvalidArnException,
    );
  });

  it('is listed by key type, RSA_2048 without one', async () => {
    const rsa = await request({});
    const ec = await request({ KeyAlgorithm: 'EC_secp384r1' });
    const list = async (more: object) =>
      (await test.acm.send(new ListCertificatesCommand(more))).CertificateSummaryList?.map(
        ({ CertificateArn }) => CertificateArn,
      );
    expect(await list({})).toEqual([rsa]);
    expect(await list({ Includes: { keyTypes: ['EC_secp384r1'] } })).toEqual([ec]);
    expect(await list({ CertificateStatuses: ['EXPIRED'] })).toEqual([]);
  });

  it('has tags', async () => {
    const CertificateArn = await request({ Tags: [{ Key: 'a', Value: '1' }] });
    const tags = async () => (await test.acm.send(new ListTagsForCertificateCommand({ CertificateArn }))).Tags;
    await test.acm.send(new AddTagsToCertificateCommand({ CertificateArn, Tags: [{ Key: 'b', Value: '2' }] }));
    await test.acm.send(
      new RemoveTagsFromCertificateCommand({ CertificateArn, Tags: [{ Key: 'a' }, { Key: 'b', Value: 'other' }] }),
    );
    expect(await tags()).toEqual([{ Key: 'b', Value: '2' }]);
  });
});

describe('certificates after a restart of the engine', () => {
  it('are issued anew under their ARNs, without a key in what is saved', async () => {
    const arn = await request({ SubjectAlternativeNames: ['b.example.com'] });
    const saved = test.certificates.save();
    expect(JSON.stringify(saved)).not.toContain('PRIVATE');
    const next = new Certificates({ clock: test.clock, ids: randomIds, issuer: test.authority, usersOf: () => [] });
    next.restore(structuredClone(saved));
    await next.resume();
    expect(next.serverCertificate(arn)).toMatchObject({ names: ['app.example.com', 'b.example.com'] });
    expect(next.serverCertificate(arn)?.key).not.toBe(test.certificates.serverCertificate(arn)?.key);
  });

  it('are there from the start when they are declared', async () => {
    const arn = 'arn:aws:acm:eu-west-1:111111111111:certificate/declared';
    await expect(test.https(arn)).rejects.toThrow(`Certificate '${arn}' not found`);
    await test.certificates.declare({ arn, domains: ['prod.example.com'] });
    expect(await describeIt(arn)).toMatchObject({ Status: 'ISSUED', DomainName: 'prod.example.com' });
    const socket = await test.handshake(await test.https(arn), { servername: 'prod.example.com' });
    expect(socket.authorized).toBe(true);
  });
});
