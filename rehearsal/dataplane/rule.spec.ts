import { describe, expect, it } from '@jest/globals';
import type { RouterCondition } from '../runtime/ports/traffic-router.ts';
import { chooseRule, compileRule, type RuleSubject } from './rule.ts';

const subject: RuleSubject = {
  method: 'GET',
  path: '/img/Cat.jpg',
  host: 'www.Example.com',
  headers: { 'x-kind': ['a', 'beta'] },
};
const holds = (...conditions: RouterCondition[]) =>
  compileRule({ id: 'r', conditions, action: { type: 'fixed-response', status: 200 } }).matches(subject);

describe('rule conditions', () => {
  it.each<[RouterCondition, boolean]>([
    [{ field: 'path', patterns: ['/img/*'] }, true],
    [{ field: 'path', patterns: ['/IMG/*'] }, false],
    [{ field: 'path', patterns: ['/img/C?t.jpg'] }, true],
    [{ field: 'path', patterns: ['/img/Cat?jpg', '/x'] }, true],
    [{ field: 'path', patterns: ['/img'] }, false],
    [{ field: 'path', patterns: ['/img/Cat+jpg'] }, false],
    [{ field: 'host', patterns: ['*.example.com'] }, true],
    [{ field: 'host', patterns: ['example.com'] }, false],
    [{ field: 'method', values: ['POST', 'GET'] }, true],
    [{ field: 'method', values: ['get'] }, false],
    [{ field: 'header', name: 'X-Kind', patterns: ['BET*'] }, true],
    [{ field: 'header', name: 'X-Other', patterns: ['*'] }, false],
  ])('%j: %p', (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it('must all hold', () => {
    expect(holds({ field: 'method', values: ['GET'] }, { field: 'path', patterns: ['/other'] })).toBe(false);
  });

  it('decide in order', () => {
    const rule = (id: string, ...conditions: RouterCondition[]) =>
      compileRule({ id, conditions, action: { type: 'fixed-response', status: 200 } });
    const rules = [
      rule('1', { field: 'path', patterns: ['/x'] }),
      rule('2', { field: 'path', patterns: ['*'] }),
      rule('default'),
    ];
    expect(chooseRule(rules, () => subject)?.id).toBe('2');
  });
});
