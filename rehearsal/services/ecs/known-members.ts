import { notImplemented } from '../../runtime/container-service/errors.ts';

/** Refuses, by name, members that were given and are not in `known`. Empty lists, false and null say nothing and pass. */
export function onlyKnown(input: object, known: readonly string[], where = ''): void {
  for (const [name, value] of Object.entries(input)) {
    const says = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false;
    if (says && !known.includes(name)) throw notImplemented(`${where}${name}`);
  }
}
