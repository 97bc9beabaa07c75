import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { VerifiedTokens } from './verified-tokens.ts';

/** Beyond this age keys are fetched anew behind the answers. */
const AHEAD_MS = 5 * 60_000;
/** Beyond this age answers wait for it: a key that the issuer withdrew is good for this long at most … */
const FRESH_MS = 10 * 60_000;
/** … or, when the issuer cannot be reached, for this long. */
const STALE_MS = 60 * 60_000;
/** Unknown key ids, which anybody can invent, make us ask again no more often than this … */
const COOL_DOWN_MS = 30_000;
/** … nor an issuer that failed more often than this. */
export const RETRY_MS = 5_000;
const FETCH_MS = 3_000;
/** A key set has some kilobytes. */
const KEY_SET_BYTES = 256 * 1024;

/** What the issuer published at one time. */
export interface PublishedKeys {
  readonly keyFor: JWTVerifyGetKey;
  readonly verified: VerifiedTokens;
}

/** No keys, or only outdated ones, and the issuer does not answer as it should. */
export class KeysUnavailable extends Error {
  constructor() {
    super("The issuer's keys could not be fetched.");
    this.name = 'KeysUnavailable';
  }
}

export interface IssuerKeysOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly fetch?: typeof globalThis.fetch;
  readonly fetchTimeoutMs?: number;
  /** Told of each failure to fetch the keys, whether or not older ones still serve. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * The issuer's public keys (JWKS, RFC 7517), fetched when a token needs them. `jose` has such a cache too, which asks
 * a failing issuer for each request anew and knows no outdated keys.
 */
export class IssuerKeys {
  readonly #url: string;
  readonly #now: () => number;
  readonly #options: IssuerKeysOptions;
  #keys: (PublishedKeys & { readonly fetchedAt: number }) | undefined;
  #fetching: Promise<void> | undefined;
  #triedAt = -Infinity;
  #failed = false;

  constructor(url: string, options: IssuerKeysOptions) {
    this.#url = url;
    this.#now = options.now ?? Date.now;
    this.#options = options;
  }

  /** Throws {@link KeysUnavailable}. */
  async current(): Promise<PublishedKeys> {
    const age = this.#age();
    if (age > AHEAD_MS) {
      // While an issuer is failing, only those wait for it who could not be answered otherwise.
      const mustWait = age > STALE_MS || (age > FRESH_MS && !this.#failed);
      const refreshed = this.#refresh();
      if (mustWait) await refreshed;
    }
    if (this.#keys === undefined || this.#age() > STALE_MS) throw new KeysUnavailable();
    return this.#keys;
  }

  /**
   * For a token whose key is not among `keys`: what the issuer published since, `undefined` if it was asked a moment
   * ago. Throws {@link KeysUnavailable} when it could not be asked.
   */
  async newerThan(keys: PublishedKeys): Promise<PublishedKeys | undefined> {
    if (this.#keys === keys) await this.#refresh();
    if (this.#keys !== keys) return this.#keys;
    if (this.#failed) throw new KeysUnavailable();
    return undefined;
  }

  #age(): number {
    return this.#keys === undefined ? Infinity : this.#now() - this.#keys.fetchedAt;
  }

  /** One fetch at a time, none while cooling down; never rejects. */
  #refresh(): Promise<void> {
    if (this.#fetching !== undefined) return this.#fetching;
    if (this.#now() - this.#triedAt < (this.#failed ? RETRY_MS : COOL_DOWN_MS)) return Promise.resolve();
    this.#triedAt = this.#now();
    this.#fetching = this.#fetch().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    try {
      const { createLocalJWKSet } = await import('./jose.ts');
      const keyFor = createLocalJWKSet(await fetchKeySet(this.#url, this.#options));
      this.#keys = { keyFor, verified: new VerifiedTokens(), fetchedAt: this.#now() };
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      this.#options.onFailure?.(error);
    }
  }
}

async function fetchKeySet(
  url: string,
  { fetch = globalThis.fetch, fetchTimeoutMs = FETCH_MS }: IssuerKeysOptions,
): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    // The keys are where the configuration says, or nowhere.
    redirect: 'error',
    // Of the body too.
    signal: AbortSignal.timeout(fetchTimeoutMs),
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (response.status !== 200 || bytes > KEY_SET_BYTES) break;
    chunks.push(chunk);
  }
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}.`);
  if (bytes > KEY_SET_BYTES) throw new Error(`${url} answered with more than ${KEY_SET_BYTES} bytes.`);
  // `createLocalJWKSet` checks the shape.
  return JSON.parse(Buffer.concat(chunks).toString()) as JSONWebKeySet;
}
