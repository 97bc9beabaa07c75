import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from './match-pattern.ts';
import { parsePattern } from './parse-pattern.ts';

const event = {
  source: 'aws.codedeploy',
  'detail-type': 'CodeDeploy Deployment State-change Notification',
  resources: ['arn:one', 'arn:two'],
  detail: { application: 'picus-prod', state: 'FAILURE', count: 7, none: null, nested: { flag: true } },
};
const matches = (pattern: object) => matchesPattern(parsePattern(JSON.stringify(pattern)), event);

describe('an event pattern', () => {
  it.each<[object, boolean]>([
    [{ source: ['aws.codedeploy'] }, true],
    [{ source: ['aws.ecs', 'aws.codedeploy'] }, true],
    [{ source: ['aws.ecs'] }, false],
    [{ source: ['aws.codedeploy'], detail: { state: ['SUCCESS'] } }, false],
    [{ detail: { state: ['FAILURE', 'STOP'], application: ['picus-prod'] } }, true],
    [{ detail: { absent: ['x'] } }, false],
    [{ resources: ['arn:two'] }, true],
    [{ detail: { nested: { flag: [true] } } }, true],
    [{ detail: { none: [null] } }, true],
    [{ detail: { count: ['7'] } }, false],
    [{ detail: { state: [{ prefix: 'FAIL' }] } }, true],
    [{ detail: { state: [{ prefix: { 'equals-ignore-case': 'fail' } }] } }, true],
    [{ detail: { state: [{ suffix: 'URE' }] } }, true],
    [{ detail: { state: [{ 'equals-ignore-case': 'failure' }] } }, true],
    [{ detail: { state: [{ wildcard: 'F*L*E' }] } }, true],
    [{ detail: { state: [{ wildcard: 'F*X' }] } }, false],
    [{ detail: { count: [{ numeric: ['>', 5, '<=', 7] }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 7] }] } }, false],
    [{ detail: { state: [{ 'anything-but': ['SUCCESS', 'STOP'] }] } }, true],
    [{ detail: { state: [{ 'anything-but': { prefix: 'FAIL' } }] } }, false],
    [{ resources: [{ 'anything-but': 'arn:two' }] }, false],
    [{ detail: { absent: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { absent: [{ exists: false }] } }, true],
    [{ missing: { absent: [{ exists: false }] } }, true],
    [{ detail: { state: [{ exists: true }] } }, true],
    [{ detail: { nested: [{ exists: true }] } }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it.each<[string, string]>([
    ['no JSON', 'not valid JSON'],
    ['{}', 'empty object'],
    ['{"source": "aws.ecs"}', '"source" must be an object or an array'],
    ['{"source": []}', 'Empty arrays'],
    ['{"source": [{"cidr": "10.0.0.0/8"}]}', 'Unrecognized match type cidr'],
    ['{"$or": [{"source": ["x"]}]}', 'does not implement $or'],
    ['{"detail": {"count": [{"numeric": ["~", 5]}]}}', 'numeric range operator'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => parsePattern(text)).toThrow(message);
  });
});
