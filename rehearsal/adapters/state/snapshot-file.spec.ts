import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { snapshotFile, SnapshotUnreadable } from './snapshot-file.ts';

describe('a snapshot file', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'snapshot-'));
    path = join(directory, 'world');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is nothing at first, and then what was last written, for its owner only', async () => {
    const file = snapshotFile(path);
    expect(file.read()).toBeUndefined();
    await file.write(serialize({ part: 'one' }));
    const shared = { of: 'two' };
    await file.write(serialize({ part: new Map([['a', shared]]), other: shared }));
    const read = file.read() as { part: Map<string, object>; other: object };
    expect(read.other).toEqual({ of: 'two' });
    expect(read.part.get('a')).toBe(read.other);
    expect(readdirSync(directory)).toEqual(['world']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not touched by a write that the end of the process cut off', async () => {
    const file = snapshotFile(path);
    await file.write(serialize('whole'));
    writeFileSync(`${path}.new`, 'rehearsal-snap');
    expect(file.read()).toBe('whole');
    await file.write(serialize('next'));
    expect(file.read()).toBe('next');
  });

  it('of another version is refused with what to do', async () => {
    await snapshotFile(path).write(serialize('x'));
    writeFileSync(path, readFileSync(path, 'latin1').replace(/^rehearsal-snapshot \d+/, 'rehearsal-snapshot 999'));
    const read = () => snapshotFile(path).read();
    expect(read).toThrow(SnapshotUnreadable);
    expect(read).toThrow(/version 999, this engine reads version \d+\. Remove that file to begin empty/);
  });

  it('that is none, or is damaged, is refused', async () => {
    writeFileSync(path, 'something else');
    expect(() => snapshotFile(path).read()).toThrow('is no snapshot');
    await snapshotFile(path).write(serialize({ part: 'one' }).subarray(0, 6));
    expect(() => snapshotFile(path).read()).toThrow('is damaged');
  });
});
