import type { LoadRequest } from './load-options.ts';

/**
 * The things that a load has made and not removed yet, so that what it reads and deletes exists. One that is deleted is
 * old enough for no request about it to be open: a read takes the newest, a delete the oldest of many.
 */
export class LoadIds {
  readonly #made = new Map<string, string[]>();
  readonly #run: string;
  #last = 0;

  /** @param run told apart from the ids of other loads by this */
  constructor(run: string) {
    this.#run = run;
  }

  /** The id that a request is about, or undefined when there is none for it yet. */
  take({ thing, does }: NonNullable<LoadRequest['about']>): string | undefined {
    const made = this.#of(thing);
    switch (does) {
      case 'create':
        return `${this.#run}-${++this.#last}`;
      case 'read':
        return made.at(-1);
      case 'delete':
        return made.length > KEPT ? made.shift() : undefined;
      default:
        return does satisfies never;
    }
  }

  /** Its creation was answered as expected. */
  created(thing: string, id: string): void {
    this.#of(thing).push(id);
  }

  #of(thing: string): string[] {
    const made = this.#made.get(thing) ?? [];
    this.#made.set(thing, made);
    return made;
  }
}

/** More than are made within a request's time-out at the rates of a drill. */
const KEPT = 60;
