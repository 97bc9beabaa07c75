/**
 * A task's way, in order. Source: ECS developer guide, task lifecycle. ACTIVATING registers targets, DEACTIVATING
 * deregisters and drains them, STOPPING is SIGTERM to SIGKILL.
 */
export type TaskStatus =
  'PROVISIONING' | 'PENDING' | 'ACTIVATING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'DEPROVISIONING' | 'STOPPED';

/** Source: ECS API, TaskStopCode. */
export type StopCode = 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'ServiceSchedulerInitiated';

/** Counted in `pendingCount`. */
export const isPending = (status: TaskStatus) =>
  status === 'PROVISIONING' || status === 'PENDING' || status === 'ACTIVATING';
