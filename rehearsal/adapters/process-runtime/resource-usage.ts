import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Resident bytes of processes by pid; those that ended are missing. */
export async function residentBytes(pids: number[]): Promise<Map<number, number>> {
  if (pids.length === 0) return new Map();
  return process.platform === 'linux' ? fromProc(pids) : fromPs(pids);
}

/** Processor time of processes by pid, user and system together, their waited-for children's too; those that ended are missing. */
export async function cpuSeconds(pids: number[]): Promise<Map<number, number>> {
  if (pids.length === 0) return new Map();
  if (process.platform !== 'linux') return psColumn(pids, 'time', secondsOf);
  const found = new Map<number, number>();
  await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // Source: proc(5), /proc/<pid>/stat: the second field is in parentheses and may hold blanks; utime is the 14th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields.length > 15)
        found.set(pid, fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS);
    }),
  );
  return found;
}

/** A second has this many clock ticks in /proc on every architecture that Node runs on (USER_HZ). */
const TICKS = 100;

/** `[[dd-]hh:]mm:ss[.cc]`. Source: ps(1), the keyword time. */
function secondsOf(text: string): number {
  const [clock = '', days = '0'] = text.split('-').toReversed();
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}

/** Source: proc(5), /proc/<pid>/status, VmRSS in kB. */
async function fromProc(pids: number[]): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
      if (kilobytes) found.set(pid, Number(kilobytes) * 1024);
    }),
  );
  return found;
}

const fromPs = (pids: number[]): Promise<Map<number, number>> =>
  psColumn(pids, 'rss', (kilobytes) => Number(kilobytes) * 1024);

function psColumn(pids: number[], column: string, valueOf: (text: string) => number): Promise<Map<number, number>> {
  return new Promise((resolve) => {
    // ps ends with 1 when some of the processes are gone; what it printed still holds.
    execFile('ps', ['-o', `pid=,${column}=`, '-p', pids.join(',')], (_error, output) => {
      const rows = output
        .trim()
        .split('\n')
        .map((row) => row.trim().split(/\s+/));
      resolve(new Map(rows.flatMap(([pid, text]) => (pid && text ? [[Number(pid), valueOf(text)] as const] : []))));
    });
  });
}
