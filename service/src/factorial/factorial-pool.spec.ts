import { afterEach, describe, expect, it } from '@jest/globals';
import { readServiceConfig } from '../config/service-config.ts';
import { FactorialPool } from './factorial-pool.ts';
import { FactorialsBusy } from './factorial-errors.ts';
import { factorial } from './factorial.ts';

describe('the threads for large factorials', () => {
  let pool: FactorialPool | undefined;
  const poolOf = (workers: number, queue: number): FactorialPool =>
    (pool = new FactorialPool(
      readServiceConfig({ FACTORIAL_WORKERS: String(workers), FACTORIAL_QUEUE: String(queue) }),
    ));
  afterEach(() => pool?.onApplicationShutdown());

  it('answer each its own question, in whatever order they finish', async () => {
    const numbers = [3_000, 30, 2_000, 3, 1_000];
    const threads = poolOf(2, numbers.length);
    const digits = await Promise.all(numbers.map((n) => threads.digits(n)));
    expect(digits).toEqual(numbers.map((n) => factorial(n).toString()));
    expect(threads.state()).toEqual({ healthy: true, busy: 0, queued: 0 });
  });

  it('refuse what exceeds threads and queue, and only that', async () => {
    const threads = poolOf(1, 1);
    const [computed, queued, refused] = [threads.digits(500), threads.digits(501), threads.digits(502)];
    expect(threads.state()).toEqual({ healthy: true, busy: 1, queued: 1 });
    await expect(refused).rejects.toThrow(FactorialsBusy);
    expect(await computed).toBe(factorial(500).toString());
    expect(await queued).toBe(factorial(501).toString());
    expect(await threads.digits(502)).toBe(factorial(502).toString());
  });

  it('report a thread that ended, answer its question with an error, and go on with another', async () => {
    const threads = poolOf(1, 1);
    // Only a caller inside can ask for this; the thread throws and ends.
    const doomed = threads.digits(-1);
    const next = threads.digits(10);
    await expect(doomed).rejects.toThrow('its thread ended');
    expect(threads.state().healthy).toBe(false);
    expect(await next).toBe('3628800');
    expect(threads.state().healthy).toBe(true);
  });

  it('take nothing more once they are closed', async () => {
    const threads = poolOf(1, 1);
    await threads.onApplicationShutdown();
    await expect(threads.digits(10)).rejects.toThrow('the service is closing');
  });
});
