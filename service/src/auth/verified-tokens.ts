import { hash } from 'node:crypto';

/** Tokens kept; each takes some 200 bytes. */
const TOKENS = 1_000;

export interface VerifiedToken {
  readonly subject: string | undefined;
  /** Seconds since 1970. */
  readonly expires: number;
}

/**
 * Tokens whose signature and claims were found good, by their hash, the least recently used forgotten first. Checking
 * a signature again would cost more than the rest of a request. Belongs to one fetched key set and goes with it, so no
 * token outlives the keys that vouch for it.
 */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>();

  find(token: string): VerifiedToken | undefined {
    const key = keyOf(token);
    const found = this.#tokens.get(key);
    if (found === undefined) return undefined;
    this.#tokens.delete(key);
    this.#tokens.set(key, found);
    return found;
  }

  add(token: string, verified: VerifiedToken): void {
    this.#tokens.set(keyOf(token), verified);
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= TOKENS) break;
      this.#tokens.delete(oldest);
    }
  }
}

/** A dump of the memory shows no token. */
const keyOf = (token: string): string => hash('sha256', token, 'base64');
