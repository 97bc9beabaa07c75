import { randomBytes } from 'node:crypto';

/** Hooks of pushes under way, each with a secret of its own that ends with the push. */
export class PushAnnouncements {
  readonly #repositories = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  /** What the hook needs, as its environment; `forget` when git has ended. */
  expect(repositoryId: string, url: string): { environment: Record<string, string>; forget: () => void } {
    const token = randomBytes(24).toString('hex');
    this.#repositories.set(token, repositoryId);
    return {
      environment: { REHEARSAL_PUSH_URL: url, REHEARSAL_PUSH_TOKEN: token },
      forget: () => void this.#repositories.delete(token),
    };
  }

  /** The repository of a push; undefined when the `authorization` header is no push's. */
  repositoryOf(authorization: string | undefined): string | undefined {
    return this.#repositories.get((authorization ?? '').replace(/^Bearer /, ''));
  }

  /** One after the other, as they came. */
  inTurn<T>(tell: () => Promise<T>): Promise<T> {
    const told = this.#last.then(tell);
    this.#last = told.catch(() => {});
    return told;
  }
}
