import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, as an opaque text: a pid alone is reused by the system, pid and start time are not.
 * Undefined when no such process runs.
 */
export function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return linuxStartTime(pid);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/<pid>/stat, counted after the command's closing bracket (the command may hold spaces). */
function linuxStartTime(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const afterCommand = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = afterCommand[0];
  // A zombie has ended; only its parent has not looked yet.
  return state === 'Z' ? undefined : afterCommand[19];
}
