import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from './process-identity.ts';
import { openStateDirectory, StateInUse } from './state-directory.ts';

describe('the state directory', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'state-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('has one owner at a time, and says who', () => {
    openStateDirectory(root, { fresh: true });
    expect(() => openStateDirectory(root, { fresh: true })).toThrow(StateInUse);
    expect(() => openStateDirectory(root, { fresh: true })).toThrow(`process ${process.pid}`);
  });

  it('can be taken again after its owner released it', () => {
    openStateDirectory(root, { fresh: true }).release();
    expect(() => openStateDirectory(root, { fresh: true })).not.toThrow();
  });

  it('is taken over from an owner that died: same pid, other start time', () => {
    writeFileSync(join(root, 'lock.json'), JSON.stringify({ pid: process.pid, startTime: 'before the reboot' }));
    expect(() => openStateDirectory(root, { fresh: true })).not.toThrow();
  });

  it('is taken over when the lock was cut short', () => {
    writeFileSync(join(root, 'lock.json'), '{"pid":');
    expect(() => openStateDirectory(root, { fresh: true })).not.toThrow();
  });

  it('moves the previous run aside, and keeps the images', () => {
    const first = openStateDirectory(root, { fresh: true });
    writeFileSync(join(first.logs, 'access.log'), 'old');
    writeFileSync(join(first.images, 'blob'), 'kept');
    first.release();
    const second = openStateDirectory(root, { fresh: true });
    expect(readdirSync(second.logs)).toEqual([]);
    expect(existsSync(join(second.images, 'blob'))).toBe(true);
    const [run] = readdirSync(join(root, 'previous'));
    expect(existsSync(join(root, 'previous', run ?? '', 'logs', 'access.log'))).toBe(true);
  });
});

describe('the start time of a process', () => {
  it('is stable for one process and missing for none', () => {
    expect(startTimeOf(process.pid)).toBeDefined();
    expect(startTimeOf(process.pid)).toBe(startTimeOf(process.pid));
    expect(startTimeOf(0x7ffffffe)).toBeUndefined();
  });
});
