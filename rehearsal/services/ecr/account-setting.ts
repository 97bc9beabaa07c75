import { invalidParameter } from '../../runtime/repositories/errors.ts';

/** Throws for every setting but BLOB_MOUNTING. */
export function assertKnown(name: string | undefined): asserts name is 'BLOB_MOUNTING' {
  if (name !== 'BLOB_MOUNTING') throw invalidParameter(`'name': the rehearsal does not implement ${name}`);
}
