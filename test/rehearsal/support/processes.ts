import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { startTimeOf } from '../../../rehearsal/adapters/state/process-identity.ts';

/** A pid alone is reused by the system, pid and start time are not. */
export interface ProcessRef {
  pid: number;
  startTime: string;
  what: string;
}

/** Every process that an engine wrote into its ledger, whether it ended since or not. */
export function ledgerOf(file: string): ProcessRef[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as Partial<ProcessRef>)
    .filter((entry): entry is ProcessRef => entry.startTime !== undefined);
}

export const alive = (processes: ProcessRef[]): ProcessRef[] =>
  processes.filter(({ pid, startTime }) => startTimeOf(pid) === startTime);

/** The processes that run below this one now. */
export function descendantsOf(pid: number): ProcessRef[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 10_000_000 })
    .split('\n')
    .flatMap((line) => {
      const [, child, parent, what = ''] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [];
      return child ? [{ pid: Number(child), parent: Number(parent), what }] : [];
    });
  const below = (parent: number): ProcessRef[] =>
    rows
      .filter((row) => row.parent === parent)
      .flatMap(({ pid, what }) => {
        const startTime = startTimeOf(pid);
        return [...(startTime === undefined ? [] : [{ pid, startTime, what }]), ...below(pid)];
      });
  return below(pid);
}
