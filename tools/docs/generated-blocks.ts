/**
 * The text with the content between `<!-- generated: name -->` and `<!-- end -->` replaced; all else is written by people.
 * @throws where the text and the contents do not name the same blocks.
 */
export function withBlocks(text: string, contents: Readonly<Record<string, string>>): string {
  const found: string[] = [];
  const result = text.replace(BLOCK, (_block, name: string) => {
    found.push(name);
    const content = contents[name];
    if (content === undefined) throw new Error(`Nothing generates the block ${name}`);
    return `<!-- generated: ${name} -->\n\n${content}\n\n<!-- end -->`;
  });
  const missing = Object.keys(contents).filter((name) => !found.includes(name));
  if (missing.length > 0) throw new Error(`The text has no block ${missing.join(', ')}`);
  return result;
}

const BLOCK = /<!-- generated: ([\w-]+) -->\n[^]*?<!-- end -->/g;

/** A Markdown table as Prettier formats it. A heading that ends in `>` is a column of numbers, to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const right = headings.map((heading) => heading.endsWith('>'));
  const cells = [headings.map((heading) => heading.replace(/>$/, '')), ...rows.map((row) => row.map(escaped))];
  const widths = headings.map((_heading, column) => Math.max(3, ...cells.map((row) => lengthOf(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => padded(cell, widths[column] ?? 0, right[column] ?? false)).join(' | ')} |`;
  const rule = widths.map((width, column) => (right[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const [head = [], ...body] = cells;
  return [line(head), line(rule), ...body.map(line)].join('\n');
}

const lengthOf = (cell: string) => Array.from(cell).length;
const padded = (cell: string, width: number, right: boolean) => {
  const space = ' '.repeat(width - lengthOf(cell));
  return right ? space + cell : cell + space;
};
/** As Prettier leaves a cell: a bar would end it, a star or underscore outside code could begin emphasis. */
const escaped = (cell: string) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
