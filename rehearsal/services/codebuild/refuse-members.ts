import { notRehearsed } from '../../runtime/builds/errors.ts';

/** Refuses what a request names and the rehearsal does not do. Empty lists and false say nothing. */
export function refuseMembers(input: object, what: string, members: readonly string[]): void {
  for (const member of members) {
    const value = (input as Record<string, unknown>)[member];
    if (value === undefined || value === null || value === false || value === 0) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    throw notRehearsed(`${what}.${member}`);
  }
}
