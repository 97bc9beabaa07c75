import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { addMetrics } from './metrics.ts';

describe('the lines of metrics', () => {
  let app: FastifyInstance;
  let lines: string[];
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'hrtime'] });
    lines = [];
    app = fastify();
    addMetrics(app, {
      namespace: 'shop',
      service: 'picus',
      release: 'r-1',
      intervalSeconds: 10,
      lines: { write: (line) => void lines.push(line) },
    });
    app.get('/things/:id', () => 'here');
  });
  afterEach(async () => {
    await app.close();
    jest.useRealTimers();
  });
  const routes = () => lines.map((line) => (JSON.parse(line) as { Route: string }).Route);

  it('are written once an interval, for what was asked in it', async () => {
    await app.inject('/things/1');
    await app.inject('/things/2');
    jest.advanceTimersByTime(9_999);
    expect(lines).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(routes()).toEqual(['GET /things/:id']);
    expect(lines[0]).toMatch(/"Requests":2,.*\}\n$/);
    jest.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
  });

  it('have one name for all that has no route, whatever is asked and how', async () => {
    for (const url of ['/a', '/b', '/c/d']) await app.inject(url);
    await app.inject({ method: 'DELETE', url: '/e' });
    jest.advanceTimersByTime(10_000);
    expect(routes()).toEqual(['unrouted']);
  });

  it('end with the service', async () => {
    await app.inject('/things/1');
    await app.close();
    expect(routes()).toEqual(['GET /things/:id']);
    expect(jest.getTimerCount()).toBe(0);
  });
});
