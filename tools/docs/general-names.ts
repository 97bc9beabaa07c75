/** A function that writes `<app>-<environment>` for the names that environments have of their own, so that they share a row. */
export function generalNames(
  app: string,
  environments: readonly { readonly name: string }[],
): (text: string) => string {
  const names = environments.map(({ name }) => name).toSorted((a, b) => b.length - a.length);
  const own = new RegExp(`(?<![\\w-])${app}-(?:${names.join('|')})(?=[-/]|$)`, 'g');
  return (text) => text.replaceAll(own, `${app}-<environment>`);
}
