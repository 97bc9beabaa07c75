import { randomUUID } from 'node:crypto';
import type { FunctionWorkers } from '../../runtime/ports/function-workers.ts';

/** The share of a version's invocations that is to fail, 0 to 1. `version` is the ARN with the version's number. */
export type InvocationFaults = (version: string) => number;

/**
 * Workers whose invocations fail where a fault says so, as if the handler had thrown; its code is not run then. A worker's key
 * is the version's ARN and its revision.
 */
export const faultyWorkers = (
  workers: FunctionWorkers,
  faults: InvocationFaults,
  random: () => number = Math.random,
): FunctionWorkers => ({
  ...workers,
  async invoke(configuration, invocation) {
    const version = configuration.key.slice(0, configuration.key.lastIndexOf(':'));
    if (random() >= faults(version)) return workers.invoke(configuration, invocation);
    invocation.started(`rehearsal/[fault]${randomUUID().replaceAll('-', '')}`);
    const failure = { errorType: 'InjectedFault', errorMessage: 'Injected fault', trace: [] };
    return { result: { kind: 'failure', failure }, durationMs: 0, memoryMb: 0 };
  },
});
