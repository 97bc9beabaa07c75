import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { emfLine } from './emf.ts';

const valid = {
  namespace: 'shop',
  dimensions: { FunctionName: 'shop-dev-delete-item', ExecutedVersion: '3' },
  metrics: [{ name: 'ServerErrors', unit: 'Count', value: 1 }],
  at: 1_574_109_732_004,
} as const;

describe('a line in the embedded metric format', () => {
  it('has the dimensions and metrics it names at its root', () => {
    const line = emfLine(valid);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      _aws: {
        Timestamp: 1_574_109_732_004,
        CloudWatchMetrics: [
          {
            Namespace: 'shop',
            Dimensions: [['FunctionName', 'ExecutedVersion']],
            Metrics: [{ Name: 'ServerErrors', Unit: 'Count' }],
          },
        ],
      },
      FunctionName: 'shop-dev-delete-item',
      ExecutedVersion: '3',
      ServerErrors: 1,
    });
  });

  it('is valid by the schema of the specification, whatever it holds', () => {
    const distribution = { values: [1, 2.5], counts: [3, 1], min: 0.9, max: 2.6, sum: 5.5 };
    for (const document of [
      valid,
      { ...valid, dimensions: {}, dimensionSets: [[]] },
      { ...valid, dimensionSets: [['FunctionName'], []] },
      { ...valid, metrics: [{ name: 'Duration', unit: 'Milliseconds', value: distribution } as const] },
    ]) {
      expect(schemaErrors(JSON.parse(emfLine(document)))).toEqual([]);
    }
  });

  it('writes a distribution with how often each value occurred', () => {
    const value = { values: [1, 2.5], counts: [3, 1], min: 0.9, max: 2.6, sum: 5.5 };
    const line = emfLine({ ...valid, metrics: [{ name: 'Duration', unit: 'Milliseconds', value }] });
    expect(JSON.parse(line)).toMatchObject({
      Duration: { Values: [1, 2.5], Counts: [3, 1], Min: 0.9, Max: 2.6, Count: 4, Sum: 5.5 },
    });
  });

  it.each([
    [
      '101 metrics',
      { metrics: Array.from({ length: 101 }, (_, index) => ({ ...valid.metrics[0], name: `m${index}` })) },
    ],
    [
      'a set of 31 dimensions',
      { dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`d${n}`, 'x'])) },
    ],
    ['a set of a dimension without a value', { dimensionSets: [['Region']] }],
    ['an empty dimension', { dimensions: { Route: '' } }],
    ['a dimension of spaces', { dimensions: { Route: '  ' } }],
    ['a dimension outside ASCII', { dimensions: { Route: '/é' } }],
    ['a dimension of more than 1024 characters', { dimensions: { Route: 'x'.repeat(1025) } }],
    ['a metric named as a dimension', { dimensions: { ServerErrors: 'x' } }],
    ['a value that is no number', { metrics: [{ ...valid.metrics[0], value: Number.NaN }] }],
    ['101 values', { metrics: [{ ...valid.metrics[0], value: manyValues(101) }] }],
    ['values without counts', { metrics: [{ ...valid.metrics[0], value: { ...manyValues(3), counts: [1] } }] }],
  ])('cannot have %s', (_, wrong) => {
    expect(() => emfLine({ ...valid, ...wrong })).toThrow(RangeError);
  });

  it('can have 100 values', () => {
    expect(() => emfLine({ ...valid, metrics: [{ ...valid.metrics[0], value: manyValues(100) }] })).not.toThrow();
  });
});

function manyValues(count: number) {
  const values = Array.from({ length: count }, (_, index) => index);
  return { values, counts: values.map(() => 1), min: 0, max: count, sum: count };
}

/** The schema of "Specification: Embedded metric format" (30 dimensions a set since 2022, 9 in its older editions). */
const name = { type: 'string', minLength: 1, maxLength: 255 };
const schema = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: name,
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: { type: 'array', minItems: 0, maxItems: 30, items: name },
              },
              Metrics: {
                type: 'array',
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  properties: { Name: name, Unit: { enum: ['Count', 'Milliseconds'] } },
                },
              },
            },
          },
        },
      },
    },
  },
};

function schemaErrors(document: unknown): readonly unknown[] {
  const validate = new Ajv().compile(schema);
  validate(document);
  return validate.errors ?? [];
}
