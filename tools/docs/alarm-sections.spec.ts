import { describe, expect, it } from '@jest/globals';
import { anchorOf, sectionOf } from './alarm-sections.ts';

const TEXT = [
  '# Alarms',
  '',
  '## Rollback alarms',
  '',
  '| `<colour>-errors` | when |',
  '| `delete-item-latency` | when |',
  '',
  '## cpu',
  '',
  '## functions-slow',
  '',
].join('\n');

describe('the section of an alarm', () => {
  it.each([
    ['cpu', 'cpu'],
    ['monitor-slow', 'functions-slow'],
    ['green-errors', 'rollback-alarms'],
    ['delete-item-latency', 'rollback-alarms'],
  ])('of %s is %s', (suffix, section) => {
    expect(sectionOf(suffix, TEXT)).toBe(section);
  });

  it.each(['memory', 'monitor-failing', 'green-unhealthy'])('of %s is missing, which is said', (suffix) => {
    expect(() => sectionOf(suffix, TEXT)).toThrow(`docs/alarms.md has no section for the alarm ${suffix}`);
  });
});

it.each([
  ['A failed stack', 'a-failed-stack'],
  ['What is where?', 'what-is-where'],
  ['AWS::X', 'awsx'],
])('the anchor of %s is %s', (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
