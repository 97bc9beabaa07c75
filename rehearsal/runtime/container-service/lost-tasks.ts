import type { Clock } from '../../kernel/clock.ts';
import { ENGINE_ENDED } from '../../kernel/persistent.ts';
import type { NetworkAddresses } from '../ports/network-addresses.ts';
import type { Service, Task } from './service.ts';

/**
 * Tasks are processes of the engine and end with it: those that were not STOPPED are so now, and their addresses are free.
 * Returns them. Task sets may replace them at once.
 */
export function endLostTasks(service: Service, deps: { clock: Clock; addresses: NetworkAddresses }): Task[] {
  const lost: Task[] = [];
  for (const taskSet of service.taskSets) {
    const running = taskSet.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
    for (const task of running) {
      end(task, deps.clock.now());
      if (task.network) deps.addresses.detach(service.scope, task.network.interfaceId);
    }
    lost.push(...running);
    Object.assign(taskSet, { failures: 0, startNotBefore: 0 });
  }
  return lost;
}

function end(task: Task, now: number): void {
  for (const container of task.containers) container.lastStatus = 'STOPPED';
  task.desiredStatus = 'STOPPED';
  task.lastStatus = 'STOPPED';
  // A task that was already told to stop has its own reason.
  task.stopCode ??= 'EssentialContainerExited';
  task.stoppedReason ??= ENGINE_ENDED;
  task.stoppingAt ??= now;
  task.stoppedAt = now;
  task.version++;
}
