import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOrphans, processLedger } from './process-ledger.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ledger-'));
  file = join(directory, 'processes.ndjson');
});
afterEach(() => rmSync(directory, { recursive: true }));

const idle = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });

it('ends what is still running and what is meant, and begins anew', async () => {
  const [orphan, stranger] = [idle(), idle()];
  const ended = once(orphan, 'exit');
  processLedger(file).add(orphan.pid ?? 0, 'orphan');
  // The pid of the stranger was another process's when it was written down.
  appendFileSync(file, `${JSON.stringify({ pid: stranger.pid, startTime: '1', what: 'reused' })}\n{"pid": 12`);
  expect(endOrphans(file)).toEqual([`orphan (process ${orphan.pid})`]);
  expect((await ended)[1]).toBe('SIGKILL');
  expect(stranger.exitCode).toBeNull();
  expect(existsSync(file)).toBe(false);
  const strangerEnded = once(stranger, 'exit');
  stranger.kill('SIGKILL');
  await strangerEnded;
});

it('leaves alone what ended in order', () => {
  const ledger = processLedger(file);
  ledger.add(process.pid, 'this test');
  ledger.remove(process.pid);
  expect(endOrphans(file)).toEqual([]);
});
