import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { AuthConfig } from '../../service/src/auth/auth-config.ts';

export const AUDIENCE = 'picus-api';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Writes tokens and publishes keys, on a free port of 127.0.0.1. */
export interface TestIssuer {
  readonly config: AuthConfig;
  /** How often the keys were asked for. */
  readonly asked: number;
  /** What is published from now on. */
  publish(...keys: readonly SigningKey[]): void;
  /** How the key set is answered from now on; undefined publishes again. */
  answerWith(answer: ((response: ServerResponse) => void) | undefined): void;
  /** Signed with the first published key, valid for five minutes from `at`, unless told otherwise. */
  token(options?: TokenOptions): Promise<string>;
  close(): Promise<void>;
}

export interface TokenOptions {
  readonly claims?: JWTPayload;
  readonly without?: readonly string[];
  readonly key?: SigningKey;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly at?: number;
}

export async function signingKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export async function startIssuer(
  tls: { key: string; certificate: string } | undefined,
  ...keys: readonly SigningKey[]
): Promise<TestIssuer> {
  let published = keys;
  let asked = 0;
  let answer: ((response: ServerResponse) => void) | undefined;
  const listener: RequestListener = (_request, response) => {
    asked += 1;
    if (answer !== undefined) answer(response);
    else response.end(JSON.stringify({ keys: published.map((key) => key.publicJwk) }));
  };
  const server: Server = tls
    ? createHttpsServer({ key: tls.key, cert: tls.certificate }, listener)
    : createHttpServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    config: { issuer, audience: AUDIENCE, jwksUrl: `${issuer}/.well-known/jwks.json` },
    get asked() {
      return asked;
    },
    publish: (...next) => void (published = next),
    answerWith: (next) => void (answer = next),
    token({ claims = {}, without = [], key = published[0], header = {}, at = Date.now() } = {}) {
      if (key === undefined) throw new Error('There is no key to sign with.');
      const now = Math.floor(at / 1000);
      const all = { iss: issuer, aud: AUDIENCE, sub: 'somebody', iat: now, exp: now + 300, ...claims };
      const payload = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
      return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
