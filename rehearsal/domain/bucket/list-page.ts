export interface ListOptions {
  prefix: string;
  /** Keys that share what goes up to its first place after the prefix are one entry. */
  delimiter: string | undefined;
  /** Entries up to and including this one were on an earlier page. */
  after: string | undefined;
  /** How many entries a page has at most, common prefixes included. */
  maxKeys: number;
}

export interface ListPage<T> {
  items: T[];
  commonPrefixes: string[];
  isTruncated: boolean;
  /** The last entry of the page: `after` of the next one. */
  last: string | undefined;
}

/**
 * One page of `items`, which come in the order of their keys. Several may have the same key (versions); then `isAfter` says
 * where among them the page begins. Source: S3 User Guide, "Organizing objects using prefixes".
 */
export function listPage<T extends { key: string }>(
  items: Iterable<T>,
  { prefix, delimiter, after, maxKeys }: ListOptions,
  isAfter: (item: T) => boolean = ({ key }) => after === undefined || compareKeys(key, after) > 0,
): ListPage<T> {
  const page: ListPage<T> = { items: [], commonPrefixes: [], isTruncated: false, last: undefined };
  for (const item of items) {
    if (!item.key.startsWith(prefix) || !isAfter(item)) continue;
    const common = commonPrefix(item.key, prefix, delimiter);
    // A page that ended with a common prefix goes on behind everything that the prefix stands for.
    if (common !== undefined && (common === after || common === page.commonPrefixes.at(-1))) continue;
    if (page.items.length + page.commonPrefixes.length >= maxKeys) {
      page.isTruncated = maxKeys > 0;
      break;
    }
    if (common === undefined) page.items.push(item);
    else page.commonPrefixes.push(common);
    page.last = common ?? item.key;
  }
  return page;
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** The order of the keys' UTF-8 bytes. Source: S3 API, ListObjectsV2 ("in lexicographical order"). */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left !== right) return byteRank(left) - byteRank(right);
  }
  return a.length - b.length;
}

/** UTF-16 has the characters beyond U+FFFF before U+E000, UTF-8 behind U+FFFF. */
function byteRank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
