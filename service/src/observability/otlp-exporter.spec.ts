import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FastifyBaseLogger } from 'fastify';
import { OtlpExporter } from './otlp-exporter.ts';

describe('lost spans', () => {
  let lines: unknown[];
  let exporter: OtlpExporter;
  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    const log = { warn: (line: unknown) => void lines.push(line) } as unknown as FastifyBaseLogger;
    exporter = new OtlpExporter({ endpoint: 'http://127.0.0.1:9/v1/traces', log, sign: undefined });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are told at once, and then once a minute with how many there are by now', () => {
    const err = new Error('no collector');
    exporter.lost(256, err);
    for (let count = 0; count < 100; count++) exporter.lost(1, 'the queue is full');
    expect(lines).toEqual([{ endpoint: 'http://127.0.0.1:9/v1/traces', lostSpans: 256, err }]);
    jest.advanceTimersByTime(59_999);
    exporter.lost(1, 'the queue is full');
    expect(lines).toHaveLength(1);
    jest.advanceTimersByTime(1);
    exporter.lost(1, 'the queue is full');
    expect(lines.at(-1)).toMatchObject({ lostSpans: 358, reason: 'the queue is full' });
  });
});
