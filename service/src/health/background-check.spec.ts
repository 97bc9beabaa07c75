import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualTimers, settled } from '../../../test/service/manual-timers.ts';
import { BackgroundCheck, type BackgroundCheckState } from './background-check.ts';

const REFUSED = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:8000'), { code: 'ECONNREFUSED' });

describe('a check in the background', () => {
  let timers: ManualTimers;
  let signals: AbortSignal[];
  let probe: () => Promise<void>;
  let changes: [BackgroundCheckState['status'], unknown][];
  let check: BackgroundCheck;
  beforeEach(() => {
    timers = new ManualTimers();
    signals = [];
    changes = [];
    probe = () => Promise.resolve();
    check = new BackgroundCheck(
      {
        name: 'store',
        probe: (signal) => {
          signals.push(signal);
          return probe();
        },
        intervalMs: 5_000,
        retryMs: 500,
        timeoutMs: 1_000,
        failuresUntilDown: 3,
        onChange: ({ status }, error) => void changes.push([status, error]),
      },
      timers,
    );
  });

  it('asks nothing before it is started, and is down until the first success', async () => {
    await timers.advance(60_000);
    expect(signals).toHaveLength(0);
    expect(check.state()).toEqual({ status: 'down', failures: 0, message: 'not asked yet' });

    check.start();
    expect(check.state().status).toBe('down');
    await settled();
    expect(check.state()).toEqual({ status: 'up', failures: 0 });
    expect(changes).toEqual([['up', undefined]]);
  });

  it('asks at its interval, and more often while down; twice started asks once', async () => {
    probe = () => Promise.reject(REFUSED);
    check.start();
    check.start();
    await timers.advance(1_499);
    expect(signals).toHaveLength(3);
    probe = () => Promise.resolve();
    await timers.advance(1);
    expect(check.state().status).toBe('up');
    await timers.advance(4_999);
    expect(signals).toHaveLength(4);
    await timers.advance(1);
    expect(signals).toHaveLength(5);
  });

  it('is down after several failures in a row, tells their kind only, and up after one success', async () => {
    check.start();
    await settled();
    probe = () => Promise.reject(REFUSED);
    await timers.advance(10_000);
    expect(check.state()).toEqual({ status: 'up', failures: 2 });
    probe = () => Promise.resolve();
    await timers.advance(5_000);
    expect(check.state()).toEqual({ status: 'up', failures: 0 });

    probe = () => Promise.reject(REFUSED);
    await timers.advance(15_000);
    expect(check.state()).toEqual({ status: 'down', failures: 3, message: 'ECONNREFUSED' });
    probe = () => Promise.resolve();
    await timers.advance(500);
    expect(check.state()).toEqual({ status: 'up', failures: 0 });
    expect(changes).toEqual([
      ['up', undefined],
      ['down', REFUSED],
      ['up', undefined],
    ]);
  });

  it('counts a probe that throws, or takes too long, as failed; its late answer changes nothing', async () => {
    probe = () => {
      throw new TypeError('not even a promise');
    };
    check.start();
    await settled();
    expect(check.state()).toMatchObject({ status: 'down', message: 'TypeError' });

    const late = Promise.withResolvers<void>();
    probe = () => late.promise;
    await timers.advance(500);
    expect(signals.at(-1)?.aborted).toBe(false);
    await timers.advance(1_000);
    expect(signals.at(-1)?.aborted).toBe(true);
    late.resolve();
    await settled();
    expect(check.state()).toEqual({ status: 'down', failures: 2, message: 'no answer within 1000 ms' });
  });

  it('stopped, gives up what is under way, asks no more, and can be started again', async () => {
    check.start();
    await settled();
    probe = () => new Promise(() => {});
    await timers.advance(5_000);
    check.stop();
    await settled();
    expect(signals.at(-1)?.aborted).toBe(true);
    expect(timers.pending).toBe(0);
    expect(check.state()).toEqual({ status: 'up', failures: 0 });

    probe = () => Promise.resolve();
    check.start();
    await settled();
    expect(signals).toHaveLength(3);
    check.stop();
    expect(timers.pending).toBe(0);
  });
});
