/** Where a resource lives. Every resource is partitioned by account and region, as the request's credentials say. */
export interface Scope {
  /** Twelve digits. */
  readonly account: string;
  /** For example `eu-west-1`. */
  readonly region: string;
}

/** The key of a scope in maps. */
export const scopeKey = (scope: Scope): string => `${scope.account}/${scope.region}`;

/** `arn:aws:<service>:<region>:<account>:<resource>` */
export const arnOf = (scope: Scope, service: string, resource: string): string =>
  `arn:aws:${service}:${scope.region}:${scope.account}:${resource}`;

export interface ParsedArn {
  service: string;
  region: string;
  account: string;
  /** All that follows the account, slashes and colons included. */
  resource: string;
}

/** The parts of an ARN, or undefined when the text is none. */
export function parseArn(text: string): ParsedArn | undefined {
  const [arn, partition, service, region, account, ...resource] = text.split(':');
  if (arn !== 'arn' || !partition || !service || region === undefined || account === undefined) return undefined;
  return { service, region, account, resource: resource.join(':') };
}

/** One value a scope, made at first use: how use cases keep accounts and regions apart. */
export class PerScope<T> {
  readonly #values = new Map<string, { scope: Scope; value: T }>();
  readonly #make: (scope: Scope) => T;

  constructor(make: (scope: Scope) => T) {
    this.#make = make;
  }

  of(scope: Scope): T {
    const existing = this.#values.get(scopeKey(scope));
    if (existing !== undefined) return existing.value;
    const made = this.#make(scope);
    this.#set(scope, made);
    return made;
  }

  all(): T[] {
    return [...this.#values.values()].map(({ value }) => value);
  }

  /** Each scope that was used, with its value: what a part saves. */
  entries(): [Scope, T][] {
    return [...this.#values.values()].map(({ scope, value }) => [scope, value]);
  }

  /** Takes what `entries` gave, in place of what it would make for these scopes. */
  refill(entries: Iterable<readonly [Scope, T]>): void {
    for (const [scope, value] of entries) this.#set(scope, value);
  }

  #set({ account, region }: Scope, value: T): void {
    // A caller's scope may be more than a scope, a function or a stack for example, which is nothing to keep.
    this.#values.set(scopeKey({ account, region }), { scope: { account, region }, value });
  }
}
