/** What `/picus` keeps. */
export interface Item {
  readonly key: string;
  /** The value as JSON text (item-value.ts says in which form). */
  readonly value: string;
  /** 1 for a new item, one more with each replacement. */
  readonly version: number;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An item as clients see it. Its value is JSON already: parsing it would lose digits of large numbers. */
export function itemJson({ key, value, version, createdAt, updatedAt }: Item): string {
  const [keyJson, created, updated] = [key, createdAt, updatedAt].map((text) => JSON.stringify(text));
  return `{"key":${keyJson},"value":${value},"version":${version},"createdAt":${created},"updatedAt":${updated}}`;
}

/** Where an item is, percent-encoded. */
export const itemPath = (key: string): string => `/picus/${encodeURIComponent(key)}`;
