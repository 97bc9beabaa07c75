import { invalidInput } from '../../runtime/builds/errors.ts';

export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined)
    throw invalidInput(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}
