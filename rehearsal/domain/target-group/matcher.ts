/** Inclusive ranges of status codes. */
export type CodeRanges = [from: number, to: number][];

/**
 * The ranges of a matcher such as `200`, `200,202` or `200-299`; undefined when the text is none or leaves 200–499.
 * Source: ELBv2 API, Matcher (HTTP target groups of an ALB).
 */
export function parseMatcher(text: string): CodeRanges | undefined {
  const ranges: CodeRanges = [];
  for (const part of text.split(',')) {
    const found = /^\s*(\d{3})(?:-(\d{3}))?\s*$/.exec(part);
    if (!found) return undefined;
    const from = Number(found[1]);
    const to = Number(found[2] ?? found[1]);
    if (from < 200 || to > 499 || from > to) return undefined;
    ranges.push([from, to]);
  }
  return ranges;
}
