import { describe, expect, it } from '@jest/globals';
import { type FunctionObservation, judgeFunction } from './judge-function.ts';

const good: FunctionObservation = {
  drill: 'good release',
  functionName: 'delete-item',
  expected: 'released',
  versions: { from: '1', to: '2' },
  deployment: { id: 'd-1', status: 'Succeeded' },
  templateAlarms: ['delete-item-errors'],
  shares: [0, 10, 100],
  answering: '2',
  requests: { answered: 200, failed: 0 },
};

const bad: FunctionObservation = {
  ...good,
  expected: 'rolled back',
  deployment: {
    id: 'd-2',
    status: 'Stopped',
    error: { code: 'ALARM_ACTIVE', message: 'Activated alarms: delete-item-errors' },
    rollback: { id: 'd-3', status: 'Succeeded' },
  },
  shares: [0, 10, 0],
  answering: '1',
  requests: { answered: 180, failed: 7 },
};

describe('the release of a function', () => {
  it('is as it must be when the alias names the new version and no request failed', () => {
    expect(judgeFunction(good)).toMatchObject({ ok: true, outcome: 'released', reasons: [] });
  });

  it.each<[Partial<FunctionObservation>, RegExp]>([
    [{ deployment: { id: undefined, status: 'not created' } }, /deployment \(none\) ended as not created/],
    [{ answering: undefined }, /does not name version 2 alone/],
    [{ answering: '1' }, /does not name version 2 alone/],
    [{ shares: [0, 10] }, /never seen to give everything/],
    [{ requests: { answered: 199, failed: 1 } }, /1 failed/],
  ])('is not, with %j', (wrong, reason) => {
    expect(judgeFunction({ ...good, ...wrong })).toMatchObject({ ok: false, reasons: [expect.stringMatching(reason)] });
  });

  it('that is bad must be stopped by its own alarm and taken back before it has everything', () => {
    expect(judgeFunction(bad)).toMatchObject({ ok: true, outcome: 'rolled back', reasons: [] });
  });

  it.each<[Partial<FunctionObservation>, RegExp]>([
    [{ requests: { answered: 200, failed: 0 } }, /it was not bad/],
    [{ shares: [0, 10, 100, 0] }, /gave everything to the bad version/],
    [{ answering: '2' }, /does not name version 1 alone/],
    [{ deployment: { ...bad.deployment, error: { code: 'MANUAL_STOP', message: 'x' } } }, /MANUAL_STOP/],
    [
      { deployment: { ...bad.deployment, error: { code: 'ALARM_ACTIVE', message: 'Activated alarms: other' } } },
      /does not declare/,
    ],
  ])('that is bad is not as it must be, with %j', (wrong, reason) => {
    expect(judgeFunction({ ...bad, ...wrong })).toMatchObject({ ok: false, reasons: [expect.stringMatching(reason)] });
  });

  it('without a rollback says so', () => {
    const { rollback: _none, ...deployment } = bad.deployment;
    expect(judgeFunction({ ...bad, deployment }).reasons).toEqual(['No rollback followed.']);
  });
});
