/**
 * Anchor of the section of docs/alarms.md that tells what to do about an alarm, by what its name has after
 * `<app>-<environment>-`.
 * @param alarms text of docs/alarms.md.
 * @throws where there is none.
 */
export function sectionOf(suffix: string, alarms: string): string {
  const headings = [...alarms.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const [, last = ''] = /-(failing|slow|throttled)$/.exec(suffix) ?? [];
  const candidates = [suffix, ...(last === '' ? [] : [`functions-${last}`])];
  const section = candidates.find((candidate) => headings.includes(candidate));
  if (section !== undefined) return section;
  if (rollbackNames(alarms).includes(suffix.replace(/^(blue|green)-/, '<colour>-'))) return 'rollback-alarms';
  throw new Error(`docs/alarms.md has no section for the alarm ${suffix}`);
}

/** As the first column of that section's table has them. */
const rollbackNames = (alarms: string) =>
  [...(alarms.split('\n## Rollback alarms\n')[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)`/gm)].map(
    ([, name = '']) => name,
  );

/** As GitHub makes them. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
