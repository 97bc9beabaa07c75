import { describe, expect, it } from '@jest/globals';
import { table, withBlocks } from './generated-blocks.ts';

const TEXT =
  'before\n\n<!-- generated: one -->\n\nold\n\n<!-- end -->\n\nbetween\n\n<!-- generated: two -->\n<!-- end -->\n';

describe('generated blocks', () => {
  it('are replaced, and what people wrote stays', () => {
    const text = withBlocks(TEXT, { one: '1', two: '2' });
    expect(text).toBe(
      'before\n\n<!-- generated: one -->\n\n1\n\n<!-- end -->\n\nbetween\n\n<!-- generated: two -->\n\n2\n\n<!-- end -->\n',
    );
    expect(withBlocks(text, { one: '1', two: '2' })).toBe(text);
  });

  it('take a content as it is, whatever it holds', () => {
    expect(withBlocks(TEXT, { one: "$& $1 $'", two: '' })).toContain("\n\n$& $1 $'\n\n");
  });

  it('are those that have a content', () => {
    expect(() => withBlocks(TEXT, { one: '1' })).toThrow('Nothing generates the block two');
    expect(() => withBlocks(TEXT, { one: '1', two: '2', three: '3' })).toThrow('The text has no block three');
  });
});

describe('a table', () => {
  it('is as wide as its widest cells, numbers to the right', () => {
    expect(
      table(
        ['what', 'costs>'],
        [
          ['a × b', '$1.00'],
          ['c|d', '$10.00'],
        ],
      ),
    ).toBe(['| what  |  costs |', '| ----- | -----: |', '| a × b |  $1.00 |', '| c\\|d  | $10.00 |'].join('\n'));
  });
});
