/**
 * An empty label is none, so that a script can always pass one.
 * @throws Error that says what a label may be.
 */
export function parseRelease(label: string | undefined): string | undefined {
  if (label === undefined || label === '') return undefined;
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(label)) return label;
  throw new Error(
    `The release label '${label}' cannot be used: write 1 to 64 letters, digits, dots, dashes or underscores, a letter or digit first, e.g. -c release=v42`,
  );
}
