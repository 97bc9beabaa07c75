/**
 * What `$.detail.items[0].name` names in an event; undefined when nothing is there. Also undefined when the text is no such
 * path: dots and numbers in brackets only. Source: EventBridge user guide, "Input transformation": Amazon EventBridge
 * supports dot notation, not bracket notation of names.
 */
export function valueAt(event: unknown, path: string): unknown {
  return stepsOf(path)?.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    event,
  );
}

export const isJsonPath = (path: string): boolean => stepsOf(path) !== undefined;

function stepsOf(path: string): string[] | undefined {
  if (!/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) return undefined;
  return [...path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map((match) => match[1] ?? match[2] ?? '');
}
