import { type Reader, textOf, urlOf } from '../config/variables.ts';

/** Whose tokens open the service. */
export interface AuthConfig {
  /** Value of `iss`. */
  readonly issuer: string;
  /** Must be (one of the) `aud`. */
  readonly audience: string;
  /** Where the issuer publishes its keys (JWKS). */
  readonly jwksUrl: string;
}

/** AUTH_ISSUER and AUTH_AUDIENCE, both or none; AUTH_JWKS_URL defaults to the issuer's `.well-known/jwks.json`. */
export function readAuthConfig(read: Reader): AuthConfig | undefined {
  const issuer = read('AUTH_ISSUER', undefined, urlOf('https:'));
  const audience = read('AUTH_AUDIENCE', undefined, textOf(/^[\x21-\x7e]{1,256}$/, '1 to 256 visible characters'));
  const jwksUrl = read('AUTH_JWKS_URL', undefined, urlOf('https:'));
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return undefined;
  if (issuer === undefined || audience === undefined) {
    read.refuse('AUTH_ISSUER and AUTH_AUDIENCE must be given together: one of them alone restricts nothing.');
    return undefined;
  }
  return { issuer, audience, jwksUrl: jwksUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json` };
}
