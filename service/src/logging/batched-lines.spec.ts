import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BatchedLines } from './batched-lines.ts';

describe('batched log lines', () => {
  let written: string[];
  let lines: BatchedLines;
  beforeEach(() => {
    jest.useFakeTimers();
    written = [];
    lines = new BatchedLines({ write: (text) => void written.push(text) });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are written at once while they are few', () => {
    lines.write('one\n');
    expect(written).toEqual(['one\n']);
    jest.advanceTimersByTime(100);
    lines.write('two\n');
    expect(written).toEqual(['one\n', 'two\n']);
  });

  it('are written together, in order, at most 100 ms late while they are many', () => {
    for (const line of ['1', '2', '3']) lines.write(`${line}\n`);
    expect(written).toEqual(['1\n']);
    jest.advanceTimersByTime(99);
    expect(written).toEqual(['1\n']);
    jest.advanceTimersByTime(1);
    expect(written).toEqual(['1\n', '2\n3\n']);
    // The next window has begun.
    lines.write('4\n');
    expect(written).toHaveLength(2);
    jest.advanceTimersByTime(100);
    expect(written.at(-1)).toBe('4\n');
    jest.advanceTimersByTime(1000);
    expect(written).toHaveLength(3);
  });

  it('are written before the window ends when they are large', () => {
    lines.write('first\n');
    const line = `${'x'.repeat(1000)}\n`;
    for (let count = 0; count < 17; count++) lines.write(line);
    expect(written).toEqual(['first\n', line.repeat(17)]);
  });

  it.each(['error', 'fatal'])('are written at once with what waited when the level is %s', (level) => {
    const urgent = `{"level":"${level}","msg":"out of luck"}\n`;
    for (const line of ['1\n', '2\n', urgent]) lines.write(line);
    expect(written).toEqual(['1\n', `2\n${urgent}`]);
  });

  it('are written at once when the process ends, whenever they come', () => {
    lines.write('1\n');
    lines.write('2\n');
    lines.end();
    lines.end();
    expect(written).toEqual(['1\n', '2\n']);
    lines.write('3\n');
    expect(written).toEqual(['1\n', '2\n', '3\n']);
  });
});
