import type { TaskSpec } from '../../runtime/ports/task-runtime.ts';
import type { ContainerProcess } from './container-process.ts';
import { residentBytes } from './resource-usage.ts';

/** Real milliseconds between two looks. The kernel acts at once; a short burst above the limit may go unseen here. */
const INTERVAL_MS = 500;
const MIB = 1024 * 1024;
/** Source: stoppedReason and container reason of real Fargate tasks. */
const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

/** Kills containers above their limit, and the largest one when the task is above its own. Returns what ends the watch. */
export function watchMemory(task: TaskSpec, processes: ContainerProcess[]): () => void {
  const limits = new Map(task.containers.map((container) => [container.name, container.memoryMiB]));
  if (task.memoryMiB === undefined && [...limits.values()].every((limit) => limit === undefined)) return () => {};
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    const used = await residentBytes(processes.map((process) => process.pid)).finally(() => (looking = false));
    const sizes = processes.map((process) => ({ process, mib: (used.get(process.pid) ?? 0) / MIB }));
    const over = sizes.filter(({ process, mib }) => mib > (limits.get(process.name) ?? Infinity));
    const total = sizes.reduce((sum, { mib }) => sum + mib, 0);
    const largest = sizes.toSorted((a, b) => b.mib - a.mib)[0];
    if (over.length === 0 && total > (task.memoryMiB ?? Infinity) && largest) over.push(largest);
    for (const { process } of over) process.signal('SIGKILL', OUT_OF_MEMORY);
  };
  const timer = setInterval(() => void look(), INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
