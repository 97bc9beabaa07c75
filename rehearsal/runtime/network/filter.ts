import * as errors from './errors.ts';

export interface Filter {
  name: string;
  values: string[];
}

/**
 * What passes every filter; within one filter any value will do, with `*` and `?` as wildcards and `\` before a literal one.
 * Source: EC2 user guide, "List and filter your resources". `tag:<key>` and `tag-key` work where `tagsOf` is given.
 */
export function applyFilters<T>(
  items: T[],
  filters: Filter[],
  fields: Record<string, (item: T) => string | readonly string[] | undefined>,
  tagsOf?: (item: T) => Record<string, string>,
): T[] {
  const tests = filters.map(({ name, values }) => {
    const expressions = values.map(wildcard);
    const field = fields[name] ?? tagField(name, tagsOf);
    if (!field) throw errors.unsupportedFilter(name);
    return (item: T) =>
      [field(item) ?? []].flat().some((text) => expressions.some((expression) => expression.test(text)));
  });
  return items.filter((item) => tests.every((passes) => passes(item)));
}

function tagField<T>(name: string, tagsOf: ((item: T) => Record<string, string>) | undefined) {
  if (!tagsOf) return undefined;
  if (name === 'tag-key') return (item: T) => Object.keys(tagsOf(item));
  return name.startsWith('tag:') ? (item: T) => tagsOf(item)[name.slice(4)] : undefined;
}

/** Filter values are compared with case. */
function wildcard(value: string): RegExp {
  const source = value.replaceAll(/\\([*?\\])|[.+^${}()|[\]\\]|\*|\?/g, (found, escaped?: string) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (found === '*') return '.*';
    return found === '?' ? '.' : `\\${found}`;
  });
  return new RegExp(`^${source}$`, 's');
}
