import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Clock } from '../../kernel/clock.ts';
import type { ReservedAnswer, ReservedHost, ReservedRequest } from '../../runtime/ports/reserved-host.ts';

export interface IssuerOptions {
  /** `iss` of the tokens, and where the keys are published below: an https URL. */
  url: string;
  /** `aud` of tokens that say nothing else. */
  audience: string;
  clock: Clock;
}

interface TokenRequest {
  subject: string;
  audience?: string;
  /** Seconds, real; negative for a token that has ended. */
  lifetime?: number;
  /** Further claims, for example `scope`. */
  claims?: Record<string, unknown>;
}

/** Issues access tokens for a rehearsal: its keys are made at the start and never leave the process. */
export interface Issuer {
  readonly url: string;
  readonly audience: string;
  /** Publishes the keys to whatever goes through the egress proxy. */
  readonly host: ReservedHost;
  /** A JWT signed with the current key. */
  token(request: TokenRequest): Promise<string>;
  /** From now on a new key signs. The earlier keys stay published unless they are withdrawn. */
  rotate(options?: { withdraw?: boolean }): Promise<void>;
}

interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  published: JWK;
}

/** What most issuers sign with. */
const ALGORITHM = 'RS256';
const LIFETIME_SECONDS = 3600;

export async function createIssuer({ url, audience, clock }: IssuerOptions): Promise<Issuer> {
  const base = new URL(url);
  const root = url.replace(/\/$/, '');
  let current = await signingKey();
  let published = [current.published];
  const documents: Record<string, () => object> = {
    '/.well-known/jwks.json': () => ({ keys: published }),
    // Source: OpenID Connect Discovery 1.0, section 3; what a verifier of access tokens reads of it.
    '/.well-known/openid-configuration': () => ({
      issuer: url,
      jwks_uri: `${root}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: [ALGORITHM],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
    }),
  };
  return {
    url,
    audience,
    host: {
      owns: (host) => host === base.hostname,
      answer: (request) => answer(documents, new URL(root).pathname, request),
    },
    token({ subject, audience: wanted = audience, lifetime = LIFETIME_SECONDS, claims = {} }) {
      const now = Math.floor(clock.now() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, kid: current.kid, typ: 'at+jwt' })
        .setIssuer(url)
        .setSubject(subject)
        .setAudience(wanted)
        .setIssuedAt(Math.min(now, now + lifetime))
        .setExpirationTime(now + lifetime)
        .setJti(crypto.randomUUID())
        .sign(current.privateKey);
    },
    async rotate({ withdraw = false } = {}) {
      current = await signingKey();
      published = [current.published, ...(withdraw ? [] : published)];
    },
  };
}

async function signingKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, published: { ...jwk, kid, alg: ALGORITHM, use: 'sig' } };
}

function answer(
  documents: Record<string, () => object>,
  prefix: string,
  { method, path }: ReservedRequest,
): ReservedAnswer {
  const { pathname } = new URL(path, 'https://issuer');
  const name = prefix === '/' ? pathname : pathname.startsWith(prefix) ? pathname.slice(prefix.length) : '';
  const document = Object.hasOwn(documents, name) ? documents[name] : undefined;
  if (!document || method !== 'GET') return { status: 404, body: '' };
  return { status: 200, body: JSON.stringify(document()), contentType: 'application/json' };
}
