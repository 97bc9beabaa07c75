import { describe, expect, it } from '@jest/globals';
import { checkTemplate, type CheckedTypes } from './check-template.ts';
import { list, map, struct } from './property-shape.ts';
import { parseTemplate } from './template.ts';

const types: CheckedTypes = {
  providers: [
    {
      type: 'AWS::X::Y',
      properties: { Name: 'value', Policy: 'opaque', Parts: list(struct({ Port: 'value' })), Tags: map('value') },
    },
    { type: 'Custom::*', properties: { '*': 'opaque' } },
  ],
  recorded: [{ type: 'AWS::X::Recorded' }],
  known: {
    'AWS::X::Y': {
      properties: {
        Name: 'value',
        Policy: 'opaque',
        Parts: { list: { definition: 'Part' } },
        Tags: { map: 'value' },
        Color: 'value',
      },
      definitions: { Part: { Port: 'value', Host: 'value' } },
    },
  },
};
const check = (resource: object) =>
  checkTemplate(parseTemplate(JSON.stringify({ Resources: { R: { Type: 'AWS::X::Y', ...resource } } })), types).map(
    ({ problem, path, message }) => [problem, path, message],
  );
const properties = (Properties: object) => check({ Properties });

describe('the check of a template', () => {
  it('passes what is honoured, recorded or free', () => {
    expect(
      properties({
        Name: { Ref: 'Other' },
        Policy: { Any: [{ thing: 1 }] },
        Parts: [{ Port: 1 }],
        Tags: { free: 'x' },
      }),
    ).toEqual([]);
    expect(check({ Type: 'AWS::X::Recorded', Properties: { Anything: 1 } })).toEqual([]);
    expect(check({ Type: 'Custom::Thing', Properties: { Anything: { goes: 1 } } })).toEqual([]);
  });

  it('names an unsupported type', () => {
    expect(check({ Type: 'AWS::X::Z' })).toEqual([
      ['unsupported-type', '/Resources/R/Type', 'R: the rehearsal does not support the resource type AWS::X::Z.'],
    ]);
  });

  it('tells an unknown property from one that is not implemented', () => {
    expect(properties({ Colour: 1, Color: 1 })).toEqual([
      ['unknown-property', '/Resources/R/Properties/Colour', 'R: AWS::X::Y has no property Colour.'],
      [
        'unimplemented-property',
        '/Resources/R/Properties/Color',
        'R: the rehearsal does not implement the property Color of AWS::X::Y.',
      ],
    ]);
  });

  it('looks into lists, structures and both branches of a condition', () => {
    const found = properties({
      Parts: { 'Fn::If': ['C', [{ Port: 1, Host: 'h' }], [{ 'Fn::If': ['C', { Prot: 1 }, { Ref: 'AWS::NoValue' }] }]] },
    });
    expect(found.map(([problem, path]) => [problem, path])).toEqual([
      ['unimplemented-property', '/Resources/R/Properties/Parts/0/Host'],
      ['unknown-property', '/Resources/R/Properties/Parts/0/Prot'],
    ]);
  });

  it('refuses a wrong structure, policies and attributes that are not done, and dynamic references', () => {
    expect(properties({ Parts: { Port: 1 } })[0]?.[0]).toBe('wrong-structure');
    expect(check({ DeletionPolicy: 'Snapshot' })[0]?.[1]).toBe('/Resources/R/DeletionPolicy');
    expect(check({ UpdatePolicy: { CodeDeployLambdaAliasUpdate: {} } })[0]?.[0]).toBe('unsupported-attribute');
    expect(properties({ Name: '{{resolve:ssm-secure:x}}' })[0]?.[0]).toBe('dynamic-reference');
    expect(properties({ Name: '{{resolve:ssm:x}}' })).toEqual([]);
  });
});
