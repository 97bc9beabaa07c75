import { Problem } from '../http/problem.ts';
import type { Item } from './item.ts';
import { ItemStoreUnavailable } from './item-store.ts';
import { entityTag } from './item-tag.ts';

/** Errors of the item API as clients see them, in the service and in the functions beside it. */
export const itemTaken = (current: Item): Problem =>
  Problem.conflict(
    'There is an item with this key and another value. To replace it, name its state (its ETag) in If-Match.',
    entityTag(current),
  );

/** @param current absent: there is no item to be in any state */
export const itemMismatch = (current?: Item): Problem =>
  current === undefined
    ? Problem.preconditionFailed('There is no item with this key, so it is in no state that If-Match could name.')
    : Problem.preconditionFailed('The item is in another state than If-Match names.', entityTag(current));

/** Seconds: throttling passes quickly, and clients that wait longer would come back all at once. */
const RETRY_AFTER = 1;

/** The store's faults as problems; everything else as it is. */
export const asProblem = (error: unknown): unknown =>
  error instanceof ItemStoreUnavailable ? Problem.unavailable(error.message, RETRY_AFTER) : error;
