import type { JWTPayload } from 'jose';
import type { AuthConfig } from './auth-config.ts';
import { bearerChallenge, bearerOf } from './bearer.ts';
import { IssuerKeys, type IssuerKeysOptions, KeysUnavailable, type PublishedKeys } from './issuer-keys.ts';
import type { TokenVerdict, TokenVerifier } from './token-verifier.ts';

type Jose = typeof import('./jose.ts');

/** Signatures by a key pair only: with a shared secret, and `none`, whoever checks a token could also write it. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 Ed25519 EdDSA'.split(' ');
/** The issuer's clock and ours may differ by so much. */
const CLOCK_SECONDS = 10;

/**
 * Checks JSON Web Tokens (RFC 7519) against the keys that their issuer publishes. A token is good until it expires or
 * its key is withdrawn (issuer-keys.ts has the delays); one token alone cannot be revoked earlier.
 */
export function tokenVerifier(config: AuthConfig, options: IssuerKeysOptions = {}): TokenVerifier {
  const issuerKeys = new IssuerKeys(config.jwksUrl, options);
  const now = options.now ?? Date.now;

  return {
    async verify(authorization) {
      const bearer = bearerOf(authorization);
      if (bearer.kind === 'none') {
        return { ok: false, challenge: bearerChallenge(), detail: 'A bearer token is needed.' };
      }
      if (bearer.kind === 'malformed') return refusal(bearer.detail);
      try {
        return await check(bearer.token);
      } catch (error) {
        if (error instanceof KeysUnavailable) return { ok: 'unknown', detail: error.message };
        throw error;
      }
    },
  };

  /** Throws {@link KeysUnavailable}. */
  async function check(token: string): Promise<TokenVerdict> {
    const keys = await issuerKeys.current();
    const known = keys.verified.find(token);
    if (known !== undefined && now() / 1000 < known.expires + CLOCK_SECONDS)
      return { ok: true, subject: known.subject };
    const jose = await import('./jose.ts');
    try {
      return await checkWith(keys, token);
    } catch (error) {
      if (!(error instanceof jose.JWKSNoMatchingKey)) return refusalFor(error, jose);
    }
    const newer = await issuerKeys.newerThan(keys);
    if (newer === undefined) return refusal(UNKNOWN_KEY);
    return checkWith(newer, token).catch((error: unknown) => refusalFor(error, jose));
  }

  /** Throws jose's errors. */
  async function checkWith(keys: PublishedKeys, token: string): Promise<TokenVerdict> {
    const { jwtVerify } = await import('./jose.ts');
    const { payload } = await jwtVerify(token, keys.keyFor, {
      algorithms: ALGORITHMS,
      issuer: config.issuer,
      requiredClaims: ['exp'],
      clockTolerance: CLOCK_SECONDS,
      currentDate: new Date(now()),
    });
    if (!isFor(payload, config.audience)) return refusal('The token is meant for another audience.');
    const subject = payload.sub;
    keys.verified.add(token, { subject, expires: payload.exp ?? 0 });
    return { ok: true, subject };
  }
}

/**
 * Amazon Cognito's access tokens have no `aud`, unless asked for one, and carry their app client in `client_id`
 * (Verified Permissions user guide, "Client and audience validation for Amazon Cognito").
 */
function isFor({ aud, client_id: client }: JWTPayload, audience: string): boolean {
  if (aud === undefined) return client === audience;
  return Array.isArray(aud) ? aud.includes(audience) : aud === audience;
}

const refusal = (detail: string): TokenVerdict => ({ ok: false, challenge: bearerChallenge(detail), detail });

const UNKNOWN_KEY = 'The token is signed with a key that the issuer does not publish.';

/** Nothing of the token is repeated. Errors that are not about the token are thrown again. */
function refusalFor(error: unknown, jose: Jose): TokenVerdict {
  if (!(error instanceof jose.JOSEError)) throw error;
  if (error instanceof jose.JWTExpired) return refusal('The token has expired.');
  if (error instanceof jose.JWTClaimValidationFailed)
    return refusal(CLAIMS[error.claim] ?? 'A claim is not acceptable.');
  if (error instanceof jose.JOSEAlgNotAllowed)
    return refusal('The token is signed with an algorithm that is not accepted.');
  if (error instanceof jose.JWSSignatureVerificationFailed) return refusal("The token's signature is wrong.");
  if (error instanceof jose.JWKSNoMatchingKey) return refusal(UNKNOWN_KEY);
  if (error instanceof jose.JWKSMultipleMatchingKeys)
    return refusal('The token does not say which key it is signed with.');
  return refusal('The token is not a signed JSON Web Token.');
}

const CLAIMS: Readonly<Record<string, string>> = {
  iss: 'The token is from another issuer.',
  exp: 'The token does not say when it expires.',
  nbf: 'The token is not valid yet.',
};
