import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { cpuSeconds, residentBytes } from './resource-usage.ts';

describe('what a process uses', () => {
  it('is its processor time and its memory, and nothing once it has ended', async () => {
    // Works for a quarter of a second of its own time, says so, and waits.
    const work = 'while (process.cpuUsage().user < 250_000); console.log("worked"); setInterval(() => {}, 1000)';
    const child = spawn(process.execPath, ['-e', work], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = child.pid ?? 0;
    try {
      await once(child.stdout, 'data');
      expect((await cpuSeconds([pid])).get(pid)).toBeGreaterThanOrEqual(0.24);
      expect((await cpuSeconds([pid])).get(pid)).toBeLessThan(30);
      expect((await residentBytes([pid])).get(pid)).toBeGreaterThan(10 * 1024 * 1024);
    } finally {
      child.kill('SIGKILL');
    }
    await once(child, 'exit');
    expect([...(await cpuSeconds([pid])), ...(await residentBytes([pid]))]).toEqual([]);
  });
});
