import { describe, expect, it } from '@jest/globals';
import { changesBetween, isSameTemplate } from './changes.ts';
import { assertRules } from './conditions.ts';
import { orderOf } from './dependency-graph.ts';
import { includeResources } from './included-template.ts';
import { resolveParameters } from './parameters.ts';
import { parseTemplate } from './template.ts';

const R = { R: { Type: 'T' } };
const parse = (document: object) => parseTemplate(JSON.stringify({ Resources: R, ...document }));
const included = (Resources: object, parameters: Record<string, unknown> = {}, more: object = {}) =>
  includeResources(parseTemplate(JSON.stringify({ Resources, ...more })), parameters);

describe('a template', () => {
  it.each<[string, object, RegExp]>([
    ['an unknown section', { Resource: {} }, /\[Resource\]/],
    ['no resources', { Resources: {} }, /At least one Resources member/],
    ['a transform', { Transform: 'AWS::Serverless-2016-10-31' }, /Transform: "AWS::Serverless/],
    ['a resource without type', { Resources: { A: {} } }, /\/Resources\/A/],
    ['an unknown resource attribute', { Resources: { A: { Type: 'T', Propertees: {} } } }, /Propertees/],
  ])('is refused with %s', (_name, document, message) => {
    expect(() => parse(document)).toThrow(message);
  });

  it('is refused when it is no JSON', () => {
    expect(() => parseTemplate('Resources:\n  A: b')).toThrow(/JSON not well-formed/);
  });

  it('names the members of a circle, and references that lead nowhere', () => {
    const circle = {
      A: { Type: 'T', DependsOn: 'B' },
      B: { Type: 'T', Properties: { x: { 'Fn::Sub': '${C.Arn}' } } },
      C: { Type: 'T', Properties: { x: { Ref: 'A' } } },
      D: { Type: 'T', DependsOn: ['A'] },
    };
    expect(() => included(circle)).toThrow('Circular dependency between resources: [A, B, C]');
    expect(() => included({ A: { Type: 'T', Properties: { x: { Ref: 'Gone' } } } })).toThrow(/\[Gone\]/);
  });

  it('puts dependencies first', () => {
    expect(
      orderOf(
        new Map([
          ['c', new Set(['a', 'b'])],
          ['b', new Set(['a'])],
          ['a', new Set<string>()],
        ]),
      ),
    ).toEqual(['a', 'b', 'c']);
  });

  it('leaves out resources whose condition is false', () => {
    const template = { A: { Type: 'T', Condition: 'No' }, B: { Type: 'T', DependsOn: 'A' } };
    expect([...included(template, {}, { Conditions: { No: { 'Fn::Equals': [1, 2] } } }).resources.keys()]).toEqual([
      'B',
    ]);
  });
});

describe('parameters', () => {
  const template = parse({
    Parameters: {
      Count: { Type: 'Number', Default: 2, MaxValue: 4 },
      Color: { Type: 'String', AllowedValues: ['blue', 'green'] },
      Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
    },
    Rules: {
      V: {
        Assertions: [{ Assert: { 'Fn::Contains': [['29', '30'], { Ref: 'Version' }] }, AssertDescription: 'too old' }],
      },
    },
  });
  const store = (name: string) => (name === '/version' ? '30' : undefined);

  it('come from the caller, the defaults and the parameter store', () => {
    const resolved = resolveParameters(template, { given: { Color: 'blue' }, store });
    expect(Object.fromEntries(Object.entries(resolved).map(([name, { resolved: value }]) => [name, value]))).toEqual({
      Count: '2',
      Color: 'blue',
      Version: '30',
      Zones: ['a', 'b'],
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a missing one', {}, /\[Color\] must have values/],
    ['an unknown one', { Color: 'blue', Colour: 'x' }, /\[Colour\] do not exist/],
    ['a value that is not allowed', { Color: 'red' }, /'Color' must be one of/],
    ['a number that is too large', { Color: 'blue', Count: '5' }, /'Count' must be a number not greater than 4/],
    ['a text for a number', { Color: 'blue', Count: 'x' }, /'Count' must be a number/],
    ['a name that is not stored', { Color: 'blue', Version: '/other' }, /Unable to fetch parameters \[\/other\]/],
  ])('refuse %s', (_name, given, message) => {
    expect(() => resolveParameters(template, { given, store })).toThrow(message);
  });

  it('are held against the rules', () => {
    expect(() => assertRules(template, { Version: '30' })).not.toThrow();
    expect(() => assertRules(template, { Version: '6' })).toThrow('too old');
  });
});

describe('changes', () => {
  const before = included({
    A: { Type: 'T', Properties: { Name: 'a', Size: 1 } },
    B: { Type: 'T', Properties: { Of: { Ref: 'A' }, Name: 'b' } },
    C: { Type: 'T' },
  });
  const replaceOn = () => ['Name'];

  it('are none for an equal template, whatever its order and its parameters are called', () => {
    const again = included(
      {
        C: { Type: 'T' },
        B: { Type: 'T', Properties: { Name: 'b', Of: { Ref: 'A' } } },
        A: { Type: 'T', Properties: { Size: { Ref: 'Size' }, Name: 'a' } },
      },
      { Size: 1 },
    );
    expect(isSameTemplate(before, again)).toBe(true);
  });

  it('add, modify, replace and remove; what names a replaced resource may change too', () => {
    const after = included({
      A: { Type: 'T', Properties: { Name: 'z', Size: 1 } },
      B: { Type: 'T', Properties: { Of: { Ref: 'A' }, Name: 'b' } },
      D: { Type: 'T' },
    });
    expect(
      changesBetween(before, after, replaceOn).map(({ logicalId, action, replacement, properties }) => [
        logicalId,
        action,
        replacement,
        properties,
      ]),
    ).toEqual([
      ['A', 'Modify', 'True', ['Name']],
      ['D', 'Add', undefined, []],
      ['B', 'Modify', 'False', ['Of']],
      ['C', 'Remove', undefined, []],
    ]);
  });

  it('count when only an output differs', () => {
    expect(
      isSameTemplate(before, { ...before, template: { ...before.template, Outputs: { O: { Value: 'x' } } } }),
    ).toBe(false);
  });
});
