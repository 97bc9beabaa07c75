import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalJson, parseJson } from './item-value.ts';

const canonical = (text: string): string => canonicalJson(parseJson(text, 32));

describe('the canonical text of a value', () => {
  it('is JSON for the same value, and its own canonical text', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        const text = canonical(json);
        expect(JSON.parse(text)).toEqual(JSON.parse(json));
        expect(canonical(text)).toBe(text);
        expect(text.length).toBeLessThanOrEqual(json.length);
      }),
    );
  });

  it.each([
    [' { "b" : 1 , "a" : [ ] } ', '{"a":[],"b":1}'],
    ['{"a":{"z":1,"y":2},"A":0}', '{"A":0,"a":{"y":2,"z":1}}'],
    ['{"10":1,"9":2}', '{"10":1,"9":2}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['"\\u00e9\\/\\n"', '"é/\\n"'],
    ['"\\ud800"', '"\\ud800"'],
    ['123456789012345678901234567890.10', '123456789012345678901234567890.10'],
    ['[-0,1E400,1.0]', '[-0,1E400,1.0]'],
    ['{"__proto__":{"x":1},"constructor":2}', '{"__proto__":{"x":1},"constructor":2}'],
    ['{"text":"1"}', '{"text":"1"}'],
  ])('of %s is %s', (text, expected) => expect(canonical(text)).toBe(expected));

  it('takes 32 levels, however they are mixed with strings, and no more', () => {
    const nested = (levels: number) => `${'[{"]":'.repeat(levels / 2)}"[[[\\"[["${'}]'.repeat(levels / 2)}`;
    expect(canonical(nested(32))).toBe(nested(32));
    expect(() => parseJson(nested(34), 32)).toThrow(SyntaxError);
    expect(() => parseJson('['.repeat(100_000), 32)).toThrow(SyntaxError);
    expect(canonical(`["${'['.repeat(100)}"]`)).toHaveLength(104);
  });

  it('takes time in proportion to the text, whatever the text', () => {
    const start = performance.now();
    expect(() => parseJson(`"${'\\"'.repeat(64_000)}`, 32)).toThrow(SyntaxError);
    expect(() => parseJson('["'.repeat(64_000), 32)).toThrow(SyntaxError);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
