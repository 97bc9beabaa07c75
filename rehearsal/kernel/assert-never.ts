/** Ends a switch over a union: a new member fails to compile here, and a wrong value fails loudly at run time. */
export function assertNever(value: never, what = 'value'): never {
  throw new TypeError(`Unexpected ${what}: ${JSON.stringify(value)}`);
}
