import { describe, expect, it } from '@jest/globals';
import { conditionsOf } from './conditions.ts';
import { resolve, type Evaluation } from './intrinsics.ts';
import { parseTemplate } from './template.ts';

const parameters = { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111111111111', Size: '2', Zones: ['a', 'b'] };
const template = parseTemplate(
  JSON.stringify({
    Parameters: { Size: { Type: 'Number' } },
    Mappings: { Ports: { 'eu-west-1': { http: 80 } } },
    Conditions: {
      Large: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Size' }, 1] }] },
      Both: {
        'Fn::And': [{ Condition: 'Large' }, { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { Condition: 'Large' }] }],
      },
    },
    Resources: { Bucket: { Type: 'T' } },
  }),
);
const evaluation: Evaluation = {
  template,
  parameters,
  condition: conditionsOf(template, parameters),
  refResource: (id) => `${id}-id`,
  attribute: (id, attribute) => `${id}.${attribute}!`,
  importValue: (name) => `imported ${name}`,
  availabilityZones: (region) => [`${region}a`, `${region}b`],
};

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref of a parameter', { Ref: 'Size' }, '2'],
    ['Ref of a resource', { Ref: 'Bucket' }, 'Bucket-id'],
    ['GetAtt', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Bucket.Arn!'],
    ['GetAtt with dots', { 'Fn::GetAtt': 'Bucket.Endpoint.Address' }, 'Bucket.Endpoint.Address!'],
    [
      'Sub',
      { 'Fn::Sub': '${AWS::Region}/${Bucket}/${Bucket.Arn}/${!Literal}' },
      'eu-west-1/Bucket-id/Bucket.Arn!/${Literal}',
    ],
    ['Sub with variables', { 'Fn::Sub': ['${x}-${Size}', { x: { Ref: 'Bucket' } }] }, 'Bucket-id-2'],
    ['Join and Split', { 'Fn::Join': ['|', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'a|b|c'],
    ['Select', { 'Fn::Select': [1, { Ref: 'Zones' }] }, 'b'],
    ['Select with a textual index', { 'Fn::Select': ['0', ['x', 'y']] }, 'x'],
    ['If', { 'Fn::If': ['Large', 'big', { Ref: 'NotThere' }] }, 'big'],
    ['If over combined conditions', { 'Fn::If': ['Both', 1, 2] }, 1],
    ['FindInMap', { 'Fn::FindInMap': ['Ports', { Ref: 'AWS::Region' }, 'http'] }, 80],
    ['Base64', { 'Fn::Base64': 'Olá' }, 'T2zDoQ=='],
    ['Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    ['Cidr, selected', { 'Fn::Select': [2, { 'Fn::Cidr': ['192.168.0.0/24', '6', '5'] }] }, '192.168.0.64/27'],
    ['GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b']],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'net-${Size}' } }, 'imported net-2'],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Size' } } }, '{"a":"2"}'],
    ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['NoValue in a list', [1, { Ref: 'AWS::NoValue' }], [1]],
    ['documents that only look like functions', { Ref: 'Bucket', Other: 1 }, { Ref: 'Bucket', Other: 1 }],
  ])('%s', (_name, value, expected) => {
    expect(resolve(value, evaluation)).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown reference', { Ref: 'Nothing' }, /\[Nothing\]/],
    ['an unknown function', { 'Fn::Reverse': 'abc' }, /Fn::Reverse/],
    ['an index outside', { 'Fn::Select': [5, ['a']] }, /nonexistent value at index 5/],
    ['a missing mapping', { 'Fn::FindInMap': ['Ports', 'us-east-1', 'http'] }, /Ports::us-east-1::http/],
    ['a list where text is needed', { 'Fn::Join': ['', [{ Ref: 'Zones' }]] }, /Fn::Join/],
    ['too many blocks', { 'Fn::Cidr': ['10.0.0.0/24', 2, 8] }, /does not hold/],
  ])('refuses %s', (_name, value, message) => {
    expect(() => resolve(value, evaluation)).toThrow(message);
  });
});
