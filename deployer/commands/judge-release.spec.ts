import { describe, expect, it } from '@jest/globals';
import { LIFECYCLE_EVENTS } from '../release/deployment.ts';
import { FakeAws, type Happening } from '../testing/fake-aws.ts';
import { events, outputs, START } from '../testing/fixtures.ts';
import { finishes, reaches, shifts } from '../testing/happenings.ts';
import { deploy } from './deploy.ts';

const MINUTE = 60_000;
const usual = { stack: 'svc', force: false, until: 'finished' as const };
const compares = outputs({ RequestsToCompare: '50', MinutesToCompare: '2' });

/** Traffic moved for five minutes, in which blue and green had these requests a minute. */
const finishedAfterFiveMinutes: Happening = (world) => {
  finishes(world);
  const shift = { startedAt: START, endedAt: START + 5 * MINUTE };
  const all = events(Object.fromEntries(LIFECYCLE_EVENTS.map((name) => [name, 'Succeeded'])));
  world.deployment().events = all.map((event) => (event.name === 'AllowTraffic' ? { ...event, ...shift } : event));
  world.now = START + 5 * MINUTE;
};
const minutes = (count: number, requests: number[]) =>
  Array.from({ length: count }, (_, index) => ({ at: START + index * MINUTE, requests }));

function world(stackOutputs: Record<string, string>, ...more: Happening[]): FakeAws {
  const made = new FakeAws(reaches('Install'), shifts(10), finishedAfterFiveMinutes, ...more);
  made.stackOutputs = stackOutputs;
  return made;
}

describe('a finished release', () => {
  it('tells that it was judged by the version before', async () => {
    const aws = world(compares);
    aws.requestMinutes = minutes(5, [450, 50]);
    const { outcome, judgement, details } = await deploy(usual, aws.context());
    expect({ outcome, judgement }).toMatchObject({
      outcome: 'released',
      judgement: { judged: true, minutes: 5, minutesNeeded: 2, requests: 50, requestsNeeded: 50 },
    });
    expect(details[0]).toBe(judgement?.message);
    expect(aws.printedText).toContain('Judged by the version before: in 5 min');
  });

  it('tells that it was not, with what was missing, and is released nevertheless', async () => {
    const aws = world(compares);
    aws.requestMinutes = minutes(5, [180, 20]);
    const { outcome, judgement } = await deploy(usual, aws.context());
    expect(outcome).toBe('released');
    expect(aws.now).toBe(START + 5 * MINUTE);
    expect(judgement).toMatchObject({
      judged: false,
      message: 'Not judged by the version before: 20 requests a minute at most to the version with fewer, 50 needed.',
    });
  });

  it('waits for the last minutes, which come late, and no longer than they may take', async () => {
    const late = world(compares, (aws) => (aws.requestMinutes = minutes(2, [450, 50])));
    late.requestMinutes = minutes(1, [450, 50]);
    expect((await deploy(usual, late.context())).judgement?.judged).toBe(true);

    const never = world(compares);
    expect((await deploy(usual, never.context())).judgement?.message).toContain('CloudWatch has no request counts');
    expect(never.now).toBeGreaterThanOrEqual(START + 8 * MINUTE);
    expect(never.now).toBeLessThan(START + 9 * MINUTE);
  });

  it('does not wait where the shift was too short, whatever comes', async () => {
    const aws = new FakeAws(reaches('Install'), shifts(10), finishes);
    aws.stackOutputs = compares;
    expect((await deploy(usual, aws.context())).judgement?.message).toContain('the shift took 2.0 s');
    expect(aws.now).toBeLessThan(START + MINUTE);
  });

  it('counts by shortened minutes where it is told so', async () => {
    const aws = new FakeAws(reaches('Install'), shifts(10), finishes);
    aws.stackOutputs = compares;
    aws.requestMinutes = [12_000, 13_000].map((ms) => ({ at: START + ms, requests: [90, 60] }));
    expect((await deploy(usual, aws.context({ minuteMs: 1000 }))).judgement).toMatchObject({
      judged: true,
      minutes: 2,
    });
  });

  it('is released though the counts cannot be read, which is said', async () => {
    const aws = world(compares);
    const context = aws.context();
    context.aws.requests.byMinute = async () => {
      throw Object.assign(new Error('not allowed'), { name: 'AccessDenied' });
    };
    const { outcome, judgement } = await deploy(usual, context);
    expect(outcome).toBe('released');
    expect(judgement).toMatchObject({
      judged: false,
      message: 'Not judged by the version before: request counts could not be read: AccessDenied: not allowed',
    });
  });

  it('says nothing where the stack compares nothing', async () => {
    const { outcome, judgement } = await deploy(usual, world(outputs()).context());
    expect({ outcome, judgement }).toEqual({ outcome: 'released', judgement: undefined });
  });
});

describe('a stack with too many alarms', () => {
  it('is refused before anything is started', async () => {
    const aws = world(outputs({ GreenAlarmNames: Array.from({ length: 11 }, (_, n) => `a${n}`).join(',') }));
    await expect(deploy(usual, aws.context())).rejects.toThrow(
      'GreenAlarmNames names 11 alarms, CodeDeploy takes at most 10',
    );
    expect(aws.writes).toEqual([]);
  });
});
