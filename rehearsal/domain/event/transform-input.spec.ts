import { expect, it } from '@jest/globals';
import type { BusEvent } from './event.ts';
import { transformInput, unknownVariables } from './transform-input.ts';

const event: BusEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'A Change',
  source: 'test',
  account: '111111111111',
  time: '2026-01-01T00:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:one'],
  detail: { state: 'STOP', reason: 'he said "no"', count: 3, list: [{ name: 'first' }] },
};
const predefined = { ruleArn: 'arn:rule', ruleName: 'rule', ingestedAt: '2026-01-01T00:00:01Z' };
const paths = {
  state: '$.detail.state',
  reason: '$.detail.reason',
  count: '$.detail.count',
  name: '$.detail.list[0].name',
  none: '$.detail.none',
};

it.each([
  ['"The deployment is <state>."', '"The deployment is STOP."'],
  ['{"state": <state>, "count": <count>}', '{"state": "STOP", "count": 3}'],
  ['{"state": "it is <state>"}', '{"state": "it is STOP"}'],
  [String.raw`"because <reason>, \"<name>\""`, String.raw`"because he said \"no\", \"first\""`],
  ['"nothing: <none>"', '"nothing: "'],
  ['"<aws.events.rule-name>"', '"rule"'],
  ['"one"\n"<state>"', '"one"\n"STOP"'],
])('%s becomes %s', (template, expected) => {
  expect(transformInput({ paths, template }, event, predefined)).toBe(expected);
});

it('knows the variables that nobody gives', () => {
  expect(unknownVariables({ paths, template: '"<state> <who> <aws.events.event.json>"' })).toEqual(['who']);
});
