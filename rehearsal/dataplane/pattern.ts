/** A matcher for a pattern with `*` (any characters) and `?` (exactly one). */
export function patternMatcher(pattern: string, options: { ignoreCase: boolean }): (text: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, options.ignoreCase ? 'is' : 's');
  return (text) => expression.test(text);
}
