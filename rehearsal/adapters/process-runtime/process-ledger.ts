import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { startTimeOf } from '../state/process-identity.ts';

interface Entry {
  pid: number;
  /** Pids are reused; pid and start time are not. */
  startTime: string;
  what: string;
  /** The process leads a group that ends with it. */
  group: boolean;
  ended?: true;
}

/** Which processes this engine started: one line each, another when it ended, so that the next start finds orphans. */
export interface ProcessLedger {
  add(pid: number, what: string, options?: { group?: boolean }): void;
  remove(pid: number): void;
}

export function processLedger(file: string): ProcessLedger {
  const write = (entry: Partial<Entry>) => appendFileSync(file, `${JSON.stringify(entry)}\n`);
  return {
    add(pid, what, { group = false } = {}) {
      const startTime = startTimeOf(pid);
      // It ended before it could be written down.
      if (startTime !== undefined) write({ pid, startTime, what, group });
    },
    remove: (pid) => write({ pid, ended: true }),
  };
}

/** Ends what an engine that died left running, and begins the ledger anew. Returns what was ended. */
export function endOrphans(file: string): string[] {
  if (!existsSync(file)) return [];
  const running = new Map<number, Entry>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const entry = parse(line);
    if (!entry) continue;
    if (entry.ended) running.delete(entry.pid);
    else running.set(entry.pid, entry);
  }
  const ended = [...running.values()].filter(end).map((entry) => `${entry.what} (process ${entry.pid})`);
  rmSync(file, { force: true });
  return ended;
}

function end(entry: Entry): boolean {
  if (startTimeOf(entry.pid) !== entry.startTime) return false;
  try {
    process.kill(entry.group ? -entry.pid : entry.pid, 'SIGKILL');
    return true;
  } catch {
    // It ended in between, or is another user's: not ours to end.
    return false;
  }
}

function parse(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    // The last line may have been cut short by the crash; empty lines are no entries.
    return undefined;
  }
}
