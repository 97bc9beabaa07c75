import { describe, expect, it } from '@jest/globals';
import { attribute } from './attribute.ts';
import { type EndedRequest, Tally } from './tally.ts';

const START = 1_800_000_000_000;

/** Ten requests a phase, a tenth of a second apart, 5 ms each. */
function tallyOf(...overrides: Partial<EndedRequest>[]): Tally {
  const tally = new Tally();
  overrides.forEach((override, sequence) => {
    const dueAt = START + sequence * 100;
    const request = {
      sequence,
      dueAt,
      endedAt: dueAt + 5,
      phase: 'during',
      path: '/',
      trace: `1-${sequence}`,
      ...override,
    };
    tally.due(dueAt, request.phase, 1);
    tally.ended(request);
  });
  return tally;
}

const failure = { kind: 'status' as const, detail: 'status 500' };

describe('the tally of a load', () => {
  it('counts every request once, by phase, second and version', () => {
    const tally = tallyOf(
      { version: 'v1', phase: 'before' },
      { version: 'v1' },
      { version: 'v2', failure },
      {},
      { failure },
    );
    const report = tally.report(START, START + 500, 10);
    expect(report).toMatchObject({
      sent: 5,
      answered: 3,
      failed: 2,
      byVersion: { v1: { answered: 2, failed: 0 }, v2: { answered: 0, failed: 1 } },
      unattributed: { answered: 1, failed: 1 },
      failuresByKind: { status: 2, reset: 0, timeout: 0, 'not-sent': 0 },
      firstFailureAt: { during: START + 205 },
      achievedRate: 10,
    });
    expect(report.phases.map(({ name, sent, answered, failed }) => [name, sent, answered, failed])).toEqual([
      ['before', 1, 1, 0],
      ['during', 4, 2, 2],
    ]);
    expect(report.seconds).toMatchObject([{ second: START / 1000, sent: 5, answered: 3, failed: 2, p50: 5, p99: 5 }]);
    expect(report.failures[0]).toEqual({
      at: START + 205,
      path: '/',
      kind: 'status',
      detail: 'status 500',
      trace: '1-2',
      phase: 'during',
      version: 'v2',
    });
  });

  it('measures latency from when a request was due, of answered requests only', () => {
    const slow = tallyOf({}, {}, { endedAt: START + 200 + 700 }, { failure, endedAt: START + 300 + 2000 });
    const [phase] = slow.report(START, START, 10).phases;
    expect(phase?.latency?.p50).toBeCloseTo(5, 1);
    expect(phase?.latency?.p99).toBeCloseTo(700, -1);
  });

  it('says what is open', () => {
    const tally = tallyOf({});
    tally.due(START + 900, 'during', 3);
    expect(tally.snapshot(START + 1000, 'during')).toMatchObject({
      sent: 2,
      answered: 1,
      inFlight: 1,
      lastSecond: { sent: 2 },
    });
    expect(tally.report(START, START, 10).maxLatenessMs).toBe(3);
  });
});

describe('attribution by the access log', () => {
  it('fills in what the answers did not tell, and nothing twice', () => {
    const tally = tallyOf({ version: 'v1' }, {}, { failure }, {});
    const known: Record<string, string> = { '1-1': 'v1', '1-2': 'v2', '1-0': 'never asked' };
    const report = attribute(tally.report(START, START, 10), tally.unattributed, (trace) => known[trace]);
    expect(report.byVersion).toEqual({ v1: { answered: 2, failed: 0 }, v2: { answered: 0, failed: 1 } });
    expect(report.unattributed).toEqual({ answered: 1, failed: 0 });
    expect(report.failures[0]?.version).toBe('v2');
  });
});
