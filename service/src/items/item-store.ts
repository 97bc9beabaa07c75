import type { Item } from './item.ts';
import type { TagCondition } from './item-tag.ts';

/**
 * Where items are kept. Every write is one conditional write: of two that exclude each other, one happens.
 * Methods reject with {@link ItemStoreUnavailable} when the same call may succeed later, with other errors for faults
 * that repeating does not mend.
 */
export interface ItemStore {
  /** As it is after every write that was answered before. */
  get(key: string): Promise<Item | undefined>;

  /**
   * A page in the store's own order. In all pages together each item occurs once that is there during the whole listing
   * and was so a moment before it. A page can have fewer items than `limit`, even none, without being the last.
   */
  list(limit: number, after: string | undefined): Promise<ItemPage>;

  /** Makes an item. */
  create(key: string, value: string): Promise<Created>;

  /** Replaces the value of an item in a state that the condition names. */
  replace(key: string, value: string, condition: TagCondition): Promise<Replaced>;

  delete(key: string, condition: TagCondition): Promise<Deleted>;

  /** Resolves when the table can be read; rejects with what the attempt to do so gave. */
  probe(signal: AbortSignal): Promise<void>;

  close(): void;
}

export interface ItemPage {
  readonly items: readonly Item[];
  /** Where the next page begins; absent after the last. */
  readonly last: string | undefined;
}

/** `same`: there is such an item with this value already, so a repeated request changes nothing. */
export type Created =
  { readonly outcome: 'created' | 'same'; readonly item: Item } | { readonly outcome: 'taken'; readonly current: Item };

/** `same` comes before the condition: the request, repeated, finds its own work done (RFC 9110, section 13.1.1). */
export type Replaced =
  | { readonly outcome: 'replaced' | 'same'; readonly item: Item }
  | { readonly outcome: 'mismatch'; readonly current: Item }
  | { readonly outcome: 'absent' };

export type Deleted =
  { readonly outcome: 'deleted' | 'absent' } | { readonly outcome: 'mismatch'; readonly current: Item };

/** Throttled, unreachable, or too slow; the same call may succeed in a moment. A write may have happened. */
export class ItemStoreUnavailable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The item store is not available: ${reason}.`, options);
    this.name = 'ItemStoreUnavailable';
  }
}
