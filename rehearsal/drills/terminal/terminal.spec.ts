import { describe, expect, it } from '@jest/globals';
import { describeChange } from './describe-change.ts';
import { liveDisplay, painter } from './live-display.ts';
import type { LiveView } from './live-view.ts';
import { render } from './render.ts';

const view = (overrides: Partial<LiveView> = {}): LiveView => ({
  title: 'good release of picus:2',
  elapsedMs: 75_000,
  status: 'InProgress',
  events: [
    { name: 'BeforeInstall', status: 'Succeeded', durationMs: 230 },
    { name: 'Install', status: 'InProgress', durationMs: 12_000 },
    { name: 'AfterInstall', status: 'Pending' },
  ],
  weights: { asked: 10, seen: 10 },
  requests: {
    sent: 1500,
    failed: 0,
    perSecond: 200,
    p99Ms: 4.321,
    byVersion: { v2: { answered: 40, failed: 0 }, v1: { answered: 1400, failed: 0 } },
  },
  alarms: [],
  leftMs: 9000,
  ...overrides,
});

describe('the block of a terminal', () => {
  it('is this text', () => {
    expect(render(view()).join('\n')).toBe(`good release of picus:2  InProgress  1 min 15 s, about 9.0 s left
  ✓ BeforeInstall          0.2 s
  ▸ Install                12 s
  · AfterInstall
  asked      ████████████████████████████████████░░░░ blue 90 %, green 10 %
  seen       ████████████████████████████████████░░░░ blue 90 %, green 10 %
  requests   1500 sent, 0 failed, 200/s, p99 4.3 ms
             v1 1400 (0 failed), v2 40 (0 failed)
  alarms     none active`);
  });

  it('when things go wrong is this text', () => {
    const bad = view({
      status: 'Stopped',
      events: [
        { name: 'AllowTraffic', status: 'Failed', durationMs: 3000 },
        { name: 'AfterAllowTraffic', status: 'Skipped' },
      ],
      weights: { asked: undefined, seen: 0.5 },
      requests: { sent: 10, failed: 3, perSecond: 5, p99Ms: undefined, byVersion: {} },
      alarms: ['green-5xx'],
      leftMs: undefined,
    });
    expect(render(bad).join('\n')).toBe(`good release of picus:2  Stopped  1 min 15 s
  ✗ AllowTraffic           3.0 s
  – AfterAllowTraffic
  asked      not known
  seen       ███████████████████████████████████████░ blue 99.5 %, green 0.5 %
  requests   10 sent, 3 failed, 5/s
             no version known yet
  alarms     green-5xx in ALARM`);
  });
});

describe('what a log gets', () => {
  it('is a line for each change', () => {
    const before = view({ weights: { asked: 0, seen: 0 }, events: [{ name: 'BeforeInstall', status: 'InProgress' }] });
    const now = view({ requests: { ...view().requests, failed: 2 }, alarms: ['green-5xx'] });
    expect(describeChange(before, now)).toEqual([
      '   1 min 15 s  BeforeInstall          Succeeded after 0.2 s',
      '   1 min 15 s  Install                InProgress',
      '   1 min 15 s  weight of green        asked 10 %, seen 10 %, about 9.0 s left',
      '   1 min 15 s  requests               1500 sent, 2 failed; v1 1400 (0 failed), v2 40 (0 failed)',
      '   1 min 15 s  first failures         2 of 1500',
      '   1 min 15 s  alarm                  green-5xx in ALARM',
    ]);
    expect(describeChange(now, view({ ...now, alarms: [] }))).toEqual([
      '   1 min 15 s  alarm                  green-5xx no longer in ALARM',
    ]);
  });

  it('is nothing while only counters move, and everything again for the next release', () => {
    expect(
      describeChange(view(), view({ elapsedMs: 80_000, leftMs: 1, requests: { ...view().requests, sent: 9999 } })),
    ).toEqual([]);
    expect(describeChange(view(), view({ title: 'bad release' }))[0]).toBe('bad release');
    expect(describeChange(view(), view({ title: 'bad release' }))).toHaveLength(6);
  });
});

describe('the display', () => {
  const recorder = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, stream: { isTTY, columns: 40, write: (text: string) => written.push(text) } };
  };

  it('redraws its block on a terminal, cut to its width, with lines that stay above it', () => {
    const { written, stream } = recorder(true);
    const display = liveDisplay(stream, true);
    display.show(view());
    display.show(view());
    expect(written[1]?.startsWith('\u001B[9A\u001B[0J')).toBe(true);
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is taken out
    const lines = written[0]?.replaceAll(/\u001B\[\d+m/g, '').split('\n') ?? [];
    expect(Math.max(...lines.map((line) => line.length))).toBe(40);
    display.line('something happened');
    expect(written[2]).toBe('\u001B[9A\u001B[0Jsomething happened\n');
    expect(written[3]).toBe(written[0]);
    display.end();
    display.show(view());
    expect(written[4]).toBe(written[0]);
  });

  it('prints lines without escape sequences elsewhere', () => {
    const { written, stream } = recorder(false);
    const display = liveDisplay(stream);
    display.show(view());
    display.show(view());
    display.line('something happened');
    expect(written).toHaveLength(7);
    expect(written.join('')).not.toContain('\u001B');
    expect(painter(true)('red', 'x')).toBe('\u001B[31mx\u001B[39m');
  });
});
