import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize } from 'node:v8';
import { SnapshotUnreadable, type SnapshotFile } from '../adapters/state/snapshot-file.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import type { Persistent } from '../kernel/persistent.ts';
import { Persistence } from './persistence.ts';

class Counter implements Persistent {
  readonly name: string;
  value: unknown = 0;
  resumed: string[];

  constructor(name: string, resumed: string[]) {
    this.name = name;
    this.resumed = resumed;
  }

  save(): unknown {
    return this.value;
  }

  restore(saved: unknown): void {
    if (saved === 'of another shape') throw new TypeError('saved.entries is not a function');
    this.value = saved;
  }

  async resume(): Promise<void> {
    if (this.value === 'broken') throw new Error('cannot go on');
    this.resumed.push(`${this.name} ${String(this.value)}`);
  }
}

describe('a world that is saved', () => {
  let clock: ManualClock;
  let writes: unknown[];
  let full: boolean;
  let file: SnapshotFile;
  let told: string[];
  let resumed: string[];
  let one: Counter;
  let two: Counter;
  let persistence: Persistence;

  beforeEach(() => {
    clock = new ManualClock();
    [writes, told, resumed, full] = [[], [], [], false];
    file = {
      read: () => writes.at(-1),
      unfit: (why) => new SnapshotUnreadable(`The file ${why}.`),
      async write(bytes) {
        if (full) throw new Error('no space left on device');
        writes.push(deserialize(bytes));
      },
    };
    persistence = make();
  });
  afterEach(() => persistence.close());

  function make(): Persistence {
    [one, two] = [new Counter('one', resumed), new Counter('two', resumed)];
    const tell = (message: string, facts?: object) => void told.push(`${message} ${JSON.stringify(facts)}`);
    const log = { info: tell, warn: tell, error: tell };
    return new Persistence({ clock, log, file, parts: [one, two] });
  }
  /** A write has ended before the next wait begins. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('is written soon after a change, all of it together, and only then', async () => {
    persistence.start();
    await pass(0);
    expect(writes).toEqual([{ one: 0, two: 0 }]);
    await pass(1000);
    await pass(1000);
    expect(writes).toHaveLength(1);
    [one.value, two.value] = [1, 'changed'];
    await pass(5000);
    expect(writes.slice(1)).toEqual([{ one: 1, two: 'changed' }]);
  });

  it('comes back as it was, and goes on part by part in their order', async () => {
    writes = [{ one: 7, two: 'x', ofAnotherEngine: true }];
    persistence.restore();
    expect([one.value, two.value, resumed]).toEqual([7, 'x', []]);
    await persistence.resume();
    expect(resumed).toEqual(['one 7', 'two x']);
  });

  it('begins empty where nothing was saved, and where a part was unknown', () => {
    persistence.restore();
    writes = [{ two: 2 }];
    persistence.restore();
    expect([one.value, two.value]).toEqual([0, 2]);
  });

  it('is refused where a part cannot read its own', () => {
    writes = [{ one: 1, two: 'of another shape' }];
    expect(() => persistence.restore()).toThrow(SnapshotUnreadable);
    expect(() => persistence.restore()).toThrow('was saved by an engine with other two');
  });

  it('goes on without a part that cannot, and says so', async () => {
    writes = [{ one: 'broken', two: 2 }];
    persistence.restore();
    await persistence.resume();
    expect(resumed).toEqual(['two 2']);
    expect(told).toEqual(['The saved state could not be resumed: one. {"error":"cannot go on"}']);
  });

  it('is saved at the end, and never after it', async () => {
    persistence.start();
    await pass(0);
    one.value = 'at the end';
    await persistence.close();
    expect(writes.at(-1)).toMatchObject({ one: 'at the end' });
    one.value = 'torn down';
    await pass(10_000);
    expect(writes.at(-1)).toMatchObject({ one: 'at the end' });
  });

  it('tells once that it cannot be written, and is written when it can', async () => {
    persistence.start();
    await pass(0);
    [one.value, full] = [1, true];
    await pass(5000);
    await pass(5000);
    expect(told).toEqual(['The state could not be saved. {"error":"no space left on device"}']);
    full = false;
    await pass(5000);
    expect(writes.at(-1)).toMatchObject({ one: 1 });
    one.value = () => 'no value';
    await pass(5000);
    expect(told[1]).toContain('could not be cloned');
    one.value = 2;
  });
});
