import { describe, expect, it } from '@jest/globals';
import { array, assert, double, integer, property } from 'fast-check';
import { weightedChoice } from './weighted-choice.ts';

const choices = [
  { name: 'blue', weight: 90 },
  { name: 'green', weight: 10 },
];

describe('weightedChoice', () => {
  it.each([
    [0, 'blue'],
    [0.8999, 'blue'],
    [0.9, 'green'],
    [0.9999, 'green'],
  ])('at %p of the sum is %p', (random, name) => {
    expect(weightedChoice(choices, () => random)?.name).toBe(name);
  });

  it('never takes what weighs nothing, and nothing when all weigh nothing', () => {
    const weights = array(integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 5 });
    const random = double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    assert(
      property(weights, random, (list, value) => {
        const chosen = weightedChoice(
          list.map((weight) => ({ weight })),
          () => value,
        );
        const weighs = list.some((weight) => weight > 0);
        expect(chosen === undefined).toBe(!weighs);
        expect(chosen?.weight).not.toBe(0);
      }),
    );
  });
});
