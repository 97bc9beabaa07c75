import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Resident bytes of processes by pid; those that ended are missing. */
export async function residentBytes(pids: number[]): Promise<Map<number, number>> {
  if (pids.length === 0) return new Map();
  return process.platform === 'linux' ? fromProc(pids) : fromPs(pids);
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

function fromPs(pids: number[]): Promise<Map<number, number>> {
  return new Promise((resolve) => {
    // ps ends with 1 when some of the processes are gone; what it printed still holds.
    execFile('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], (_error, output) => {
      const rows = output
        .trim()
        .split('\n')
        .map((row) => row.trim().split(/\s+/).map(Number));
      resolve(
        new Map(rows.flatMap(([pid, kilobytes]) => (pid && kilobytes ? [[pid, kilobytes * 1024] as const] : []))),
      );
    });
  });
}
