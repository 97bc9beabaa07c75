// @peculiar/x509 needs its metadata functions in place before it is loaded.
// oxlint-disable-next-line import/no-unassigned-import -- it only adds to the global Reflect
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { webcrypto } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificateIssuer, IssuedCertificate, KeyAlgorithm } from '../../runtime/ports/certificate-issuer.ts';

/** Issues certificates for names of the rehearsed world. Its root is given to spawned processes only, never to the machine. */
export interface LocalAuthority extends CertificateIssuer {
  /** PEM file, for NODE_EXTRA_CA_CERTS. */
  certificateFile: string;
  /** A context with a certificate for the name; made once a name. */
  contextFor: (name: string) => Promise<SecureContext>;
  /** Key and certificate chain in PEM, for servers of their own. */
  issue(names: string[]): Promise<{ key: string; certificate: string }>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const KEY_PAIRS: Record<KeyAlgorithm, webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams> = {
  RSA_2048: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
  EC_prime256v1: { name: 'ECDSA', namedCurve: 'P-256' },
  EC_secp384r1: { name: 'ECDSA', namedCurve: 'P-384' },
};
const DAY_MS = 86_400_000;
/** The engine's runs are shorter; a machine whose clock is a little off still accepts them. */
const LIFETIME_MS = 30 * DAY_MS;

/** A new authority a start: its key never leaves the process, the certificate file is readable by its owner only. */
export async function createLocalAuthority(directory: string): Promise<LocalAuthority> {
  x509.cryptoProvider.set(crypto);
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Rehearsal local authority',
    ...validity(),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const rootPem = root.toString('pem');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const certificateFile = join(directory, 'local-authority.pem');
  writeFileSync(certificateFile, `${rootPem}\n`, { mode: 0o600 });
  chmodSync(certificateFile, 0o600);
  const contexts = new Map<string, Promise<SecureContext>>();

  async function issueServerCertificate(names: string[], keyAlgorithm: KeyAlgorithm): Promise<IssuedCertificate> {
    const own = await crypto.subtle.generateKey(KEY_PAIRS[keyAlgorithm], true, ['sign', 'verify']);
    if (!('privateKey' in own)) throw new Error(`${keyAlgorithm} makes no pair of keys.`);
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      // The common name holds at most 64 characters; clients read the alternative names.
      subject: 'CN=Rehearsal',
      issuer: root.subject,
      ...validity(),
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isAddress(value) ? 'ip' : 'dns', value })),
        ),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return {
      key: x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY'),
      certificate: `${certificate.toString('pem')}\n`,
      chain: `${rootPem}\n`,
      serial: certificate.serialNumber,
      subject: certificate.subject,
      issuer: certificate.issuer,
      notBefore: certificate.notBefore.getTime(),
      notAfter: certificate.notAfter.getTime(),
    };
  }

  async function issue(names: string[]): Promise<{ key: string; certificate: string }> {
    const { key, certificate, chain } = await issueServerCertificate(names, 'EC_prime256v1');
    return { key, certificate: certificate + chain };
  }

  return {
    certificateFile,
    issue,
    issueServerCertificate,
    contextFor(name: string): Promise<SecureContext> {
      const made =
        contexts.get(name) ??
        issue([name]).then(({ key, certificate }) => createSecureContext({ key, cert: certificate }));
      contexts.set(name, made);
      return made;
    },
  };
}

const isAddress = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(':');

const validity = () => ({ notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + LIFETIME_MS) });

const serialNumber = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
