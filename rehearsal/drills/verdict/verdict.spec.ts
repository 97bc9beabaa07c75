import { describe, expect, it } from '@jest/globals';
import { judgeWeights } from './judge-weights.ts';
import { verdictOf } from './judge-release.ts';
import { type ReleaseObservation, stepsOf } from './observation.ts';
import { renderVerdict } from './render-verdict.ts';
import { failureJson, verdictJson } from './verdict-json.ts';

const T = 1_800_000_000_000;

const good = (overrides: Partial<ReleaseObservation> = {}): ReleaseObservation => ({
  name: 'good release',
  expected: 'released',
  deployment: { id: 'd-1', status: 'InProgress', finished: true },
  templateAlarms: ['prod-green-5xx'],
  versions: { blue: 'v1', green: 'v2' },
  requests: {
    sent: 1000,
    answered: 1000,
    failed: 0,
    byVersion: { v1: { answered: 600, failed: 0 }, v2: { answered: 400, failed: 0 } },
  },
  failures: [],
  firstBadAnswerAt: undefined,
  alarmAt: undefined,
  allBlueAt: undefined,
  latency: { before: { p50: 1.5, p99: 9 }, during: { p50: 1.75, p99: 12.25 }, after: undefined },
  steps: [
    { asked: 10, requests: 200, green: 22 },
    { asked: 100, requests: 300, green: 300 },
  ],
  ...overrides,
});

const ALARM =
  'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ';

const badRelease = (overrides: Partial<ReleaseObservation> = {}): ReleaseObservation =>
  good({
    name: 'bad release',
    expected: 'rolled back',
    deployment: {
      id: 'd-2',
      status: 'Stopped',
      finished: false,
      error: { code: 'ALARM_ACTIVE', message: `${ALARM}prod-green-5xx` },
      rollback: { id: 'd-3', status: 'Succeeded' },
    },
    requests: {
      sent: 1000,
      answered: 970,
      failed: 30,
      byVersion: { v1: { answered: 900, failed: 0 }, v3: { answered: 70, failed: 30 } },
    },
    versions: { blue: 'v1', green: 'v3' },
    failures: [{ at: T, path: '/', kind: 'status', detail: 'status 500', version: 'v3' }],
    firstBadAnswerAt: T,
    alarmAt: T + 3200,
    allBlueAt: T + 3700,
    steps: [{ asked: 10, requests: 40, green: 5 }],
    ...overrides,
  });

const reasons = (observation: ReleaseObservation) => verdictOf({ releases: [observation] }).releases[0]?.reasons;

describe('the weights of a step', () => {
  it.each([
    // Standard error of 10 % in 200 requests: 2.12 points, so 4 of them end at 18.49 %.
    { asked: 10, requests: 200, green: 36, judgement: 'as asked' },
    { asked: 10, requests: 200, green: 37, judgement: 'off' },
    { asked: 10, requests: 200, green: 4, judgement: 'as asked' },
    { asked: 10, requests: 200, green: 3, judgement: 'off' },
    { asked: 10, requests: 99, green: 60, judgement: 'not judged' },
    { asked: 50, requests: 20, green: 10, judgement: 'as asked' },
    { asked: 50, requests: 19, green: 10, judgement: 'not judged' },
    { asked: 100, requests: 50, green: 50, judgement: 'as asked' },
    { asked: 100, requests: 49, green: 49, judgement: 'not judged' },
    { asked: 100, requests: 10_000, green: 9999, judgement: 'off' },
    { asked: 0, requests: 3, green: 1, judgement: 'off' },
    { asked: 30, requests: 0, green: 0, judgement: 'not judged' },
  ])('$asked % asked, $green of $requests seen: $judgement', ({ judgement, ...step }) => {
    expect(judgeWeights([step])[0]?.judgement).toBe(judgement);
  });

  it('come from the access log, between the changes of the weight', () => {
    const at = (ms: number, toGreen: boolean) => ({ at: T + ms, toGreen });
    const changes = [
      { at: T, asked: 10 },
      { at: T + 100, asked: 100 },
    ];
    const requests = [
      at(-1, false),
      at(5, false),
      at(50, true),
      at(99, false),
      at(101, false),
      at(150, true),
      at(300, true),
    ];
    expect(stepsOf(changes, requests, T + 200)).toEqual([
      { asked: 10, requests: 3, green: 1 },
      { asked: 100, requests: 2, green: 1 },
    ]);
    expect(stepsOf(changes, requests, T + 200, 2)).toEqual([
      { asked: 10, requests: 2, green: 1 },
      { asked: 100, requests: 1, green: 1 },
    ]);
  });
});

describe('a good release', () => {
  it('is ok when it was released, lost nothing and kept its weights', () => {
    expect(verdictOf({ releases: [good()] })).toMatchObject({
      ok: true,
      releases: [{ outcome: 'released', reasons: [] }],
    });
  });

  it.each<[string, Partial<ReleaseObservation>, string]>([
    [
      'a request failed',
      {
        requests: { sent: 1000, answered: 999, failed: 1, byVersion: { v2: { answered: 1, failed: 1 } } },
        failures: [{ at: T, path: '/', kind: 'status', detail: 'status 503', version: 'v2' }],
      },
      'A good release may lose no request, but 1 of 1000 failed; the first: /, status 503 from v2.',
    ],
    [
      'requests were lost in the count',
      { requests: { sent: 1001, answered: 1000, failed: 0, byVersion: { v2: { answered: 1, failed: 0 } } } },
      'Requests were lost in the count: 1001 sent, 1000 answered, 0 failed.',
    ],
    [
      'nothing was sent',
      { requests: { sent: 0, answered: 0, failed: 0, byVersion: { v2: { answered: 1, failed: 0 } } } },
      'No request was sent: nothing was proven.',
    ],
    [
      'green never served',
      { requests: { sent: 1, answered: 1, failed: 0, byVersion: { v1: { answered: 1, failed: 0 } } } },
      'No answer came from v2: green never served.',
    ],
    [
      'it was not finished',
      { deployment: { id: 'd-1', status: 'InProgress', finished: false } },
      'It had to be released, but deployment d-1 ended as InProgress',
    ],
    [
      'it was rolled back after all',
      {
        deployment: {
          id: 'd-1',
          status: 'Stopped',
          finished: true,
          error: { code: 'ALARM_ACTIVE', message: 'x' },
          rollback: { id: 'd-2', status: 'Succeeded' },
        },
      },
      'It had to be released, but deployment d-1 ended as Stopped: ALARM_ACTIVE: x',
    ],
    [
      'a weight was off',
      { steps: [{ asked: 10, requests: 200, green: 100 }] },
      'Step 1 asked for 10 % and got 50.0 % of 200 requests (18.9 standard errors).',
    ],
    ['no step was seen', { steps: [] }, 'No step of the shift was seen.'],
    [
      'no step could be judged',
      { steps: [{ asked: 10, requests: 20, green: 2 }] },
      'No step of the shift had enough requests to judge its weight: raise the rate or lower the speed.',
    ],
  ])('is not ok when %s', (_what, overrides, reason) => {
    expect(reasons(good(overrides))).toEqual([reason]);
  });
});

describe('a bad release', () => {
  it("is ok when the template's alarm alone rolled it back", () => {
    expect(verdictOf({ releases: [badRelease()] })).toMatchObject({
      ok: true,
      releases: [
        {
          outcome: 'rolled back',
          secondsFirstBadToAlarm: 3.2,
          secondsAlarmToAllBlue: 0.5,
          blastRadius: { failedRequests: 30, shareThatSawGreen: 0.1 },
          weights: [{ judgement: 'not judged' }],
        },
      ],
    });
  });

  const deployment = badRelease().deployment;
  it.each<[string, Partial<ReleaseObservation>, string[]]>([
    [
      'the hook stopped it',
      { deployment: { ...deployment, error: { code: 'HOOK_EXECUTION_FAILURE', message: 'no' } } },
      ['It had to be stopped by an alarm (ALARM_ACTIVE), but deployment d-2 ended with HOOK_EXECUTION_FAILURE: no'],
    ],
    [
      'another alarm stopped it',
      {
        deployment: {
          ...deployment,
          error: { code: 'ALARM_ACTIVE', message: `${ALARM}prod-green-5xx, someone-elses` },
        },
      },
      ['It was stopped by someone-elses, which the template does not declare for it.'],
    ],
    [
      'no alarm is named',
      { deployment: { ...deployment, error: { code: 'ALARM_ACTIVE', message: 'stopped' } } },
      ['The deployment does not say which alarm stopped it: stopped'],
    ],
    [
      'it was released instead',
      { deployment: { id: 'd-2', status: 'InProgress', finished: true }, allBlueAt: undefined },
      [
        'It had to be stopped by an alarm (ALARM_ACTIVE), but deployment d-2 ended with InProgress without an error',
        'No rollback followed.',
        'The production listener was never seen to send everything to blue again.',
      ],
    ],
    [
      'the rollback failed',
      { deployment: { ...deployment, rollback: { id: 'd-3', status: 'Failed' } } },
      ['Rollback d-3 ended as Failed.'],
    ],
    [
      'it harmed nobody',
      { requests: { sent: 10, answered: 10, failed: 0, byVersion: {} } },
      ['The bad release failed no request: it was not bad, so its rollback proves nothing.'],
    ],
  ])('is not ok when %s', (_what, overrides, expected) => {
    expect(reasons(badRelease(overrides))).toEqual(expected);
  });
});

describe('the verdict', () => {
  it('of nothing is not ok', () => {
    expect(verdictOf({ releases: [] }).ok).toBe(false);
  });

  it('is this text', () => {
    const broken = badRelease({
      deployment: { ...badRelease().deployment, rollback: { id: 'd-3', status: 'Failed' } },
    });
    const compared = good({ comparison: { requestsNeeded: 50, minutesNeeded: 2, fewer: [17, 20] } });
    expect(renderVerdict(verdictOf({ releases: [compared, broken] }), { speed: 60 }).join('\n'))
      .toBe(`Verdict (waits shortened 60 times; seconds are real)

✓ good release: released, expected released (d-1)
  requests                 1000 sent, 1000 answered, 0 failed
    by v1                  600 answered, 0 failed
    by v2                  400 answered, 0 failed
  latency before           p50 1.5 ms, p99 9.0 ms
  latency during           p50 1.8 ms, p99 12.3 ms
  latency after            no answers
  by the version before    not judged: 20 requests a minute at most to the version with fewer, 50 needed
  step  asked    seen  requests  std errors  (within 4 is as asked)
     1   10 %  11.0 %       200         0.5  as asked
     2  100 % 100.0 %       300         0.0  as asked

✗ bad release: failed, expected rolled back (d-2)
  requests                 1000 sent, 970 answered, 30 failed
    by v1                  900 answered, 0 failed
    by v3                  70 answered, 30 failed
  first bad to alarm       3.2 s
  alarm to all blue        0.5 s
  blast radius             30 failed requests, 10.0 % of all saw green
  latency before           p50 1.5 ms, p99 9.0 ms
  latency during           p50 1.8 ms, p99 12.3 ms
  latency after            no answers
  step  asked    seen  requests  std errors  (within 4 is as asked)
     1   10 %  12.5 %        40         0.5  not judged (needs 100)
  ✗ Rollback d-3 ended as Failed.

NOT as it must:
  ✗ bad release: Rollback d-3 ended as Failed.`);
  });

  it('is JSON, in which an infinite distance is null', () => {
    const text = verdictJson(verdictOf({ releases: [good({ steps: [{ asked: 100, requests: 60, green: 59 }] })] }), {
      speed: 1,
      startedAt: T,
      endedAt: T + 1,
    });
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 1,
      ok: false,
      releases: [{ weights: [{ standardErrors: null, judgement: 'off' }] }],
    });
  });
});

it('says in JSON, too, that nothing was played', () => {
  expect(JSON.parse(failureJson('Port 1 is taken.'))).toEqual({
    schemaVersion: 1,
    ok: false,
    error: 'Port 1 is taken.',
    releases: [],
    functions: [],
    reasons: ['Port 1 is taken.'],
  });
});

describe("the service's own metrics", () => {
  const metrics = [
    { version: 'v1', requests: 600, serverErrors: 0, p99: 4 },
    { version: 'v2', requests: 400, serverErrors: 0, p99: 5.25 },
  ];

  it('are shown by version', () => {
    const verdict = verdictOf({ releases: [good()] }, metrics);
    expect(verdict.ok).toBe(true);
    expect(renderVerdict(verdict, { speed: 1 })).toContain(
      '  v2                       400 requests, 0 server errors, p99 5.3 ms',
    );
  });

  it('must exist of what was released', () => {
    const verdict = verdictOf({ releases: [good()] }, metrics.slice(0, 1));
    expect(verdict).toMatchObject({ ok: false, reasons: [expect.stringContaining('no metrics of v2')] });
    expect(verdictOf({ releases: [badRelease()] }, []).reasons).toEqual([]);
  });
});
