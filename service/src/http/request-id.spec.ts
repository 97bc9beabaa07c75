import { describe, expect, it } from '@jest/globals';
import { requestIdOf } from './request-id.ts';

const ROOT = '1-67891233-abcdef012345678912345678';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('a request id', () => {
  it.each(['a', 'A-z_0.9:=+/', 'x'.repeat(128), ROOT])('is the caller’s when it is usable: %s', (id) => {
    expect(requestIdOf({ 'x-request-id': id, 'x-amzn-trace-id': `Root=${ROOT}` })).toBe(id);
  });

  it.each(['', ' ', 'x'.repeat(129), 'two words', 'a,b', 'a, b', '<b>', '"', 'é', 'a\tb'])(
    'is the load balancer’s trace id when the caller’s is not usable: %j',
    (id) => {
      expect(requestIdOf({ 'x-request-id': id, 'x-amzn-trace-id': `Root=${ROOT}` })).toBe(ROOT);
    },
  );

  it.each([`Root=${ROOT}`, `Root=${ROOT};Sampled=1`, `Self=1-67891234-12456789abcdef0123456789;Root=${ROOT}`])(
    'is the root of the trace: %s',
    (trace) => {
      expect(requestIdOf({ 'x-amzn-trace-id': trace })).toBe(ROOT);
    },
  );

  it.each([undefined, '', 'Root=1', `NotRoot=${ROOT}`, `Root=${ROOT}0`])('is new otherwise: %j', (trace) => {
    const headers = trace === undefined ? {} : { 'x-amzn-trace-id': trace };
    expect(requestIdOf(headers)).toMatch(UUID);
    expect(requestIdOf(headers)).not.toBe(requestIdOf(headers));
  });
});
