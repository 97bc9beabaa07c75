/** `[{Key, Value}]` of a template as a map. */
export const tagMap = (tags: { Key: string; Value: string }[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]));
