import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { RegistryClient } from '../ports/image-registry.ts';

/** Of real time, as tokens are timestamps. Source: ECR API, GetAuthorizationToken: valid for twelve hours. */
const VALID_MS = 12 * 3_600_000;

interface Token {
  client: RegistryClient;
  expiresAt: number;
}

/** Passwords of the registry protocol: who asked for one acts with it. They end with the engine. */
export class RegistryTokens {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #tokens = new Map<string, Token>();

  constructor(deps: { clock: Clock; ids: Ids }) {
    this.#clock = deps.clock;
    this.#ids = deps.ids;
  }

  issue(client: RegistryClient): { password: string; expiresAt: number } {
    const now = this.#clock.now();
    // An expired one is remembered for as long again, to say so.
    for (const [password, { expiresAt }] of this.#tokens) if (expiresAt + VALID_MS < now) this.#tokens.delete(password);
    const expiresAt = now + VALID_MS;
    // The members that ECR's tokens have.
    const content = {
      payload: this.#ids.hex(64),
      datakey: this.#ids.hex(64),
      version: '2',
      type: 'DATA_KEY',
      expiration: Math.floor(expiresAt / 1000),
    };
    const password = btoa(JSON.stringify(content));
    this.#tokens.set(password, { client, expiresAt });
    return { password, expiresAt };
  }

  /** Whose password it is; undefined when it was never issued. */
  find(password: string): (RegistryClient & { expired: boolean }) | undefined {
    const token = this.#tokens.get(password);
    return token && { ...token.client, expired: token.expiresAt <= this.#clock.now() };
  }
}
