import type { Log } from './ports.ts';

/** What CodeDeploy sends (CodeDeploy user guide, "AppSpec 'hooks' section for an Amazon ECS deployment"). */
export interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

export interface HookPorts {
  readonly log: Log;
  /** @returns what is wrong. */
  readonly verify: () => Promise<readonly string[]>;
  readonly report: (status: 'Succeeded' | 'Failed') => Promise<void>;
  /** Resolves after so many milliseconds. */
  readonly within: (milliseconds: number) => Promise<void>;
}

/** Less than the function's own time-out, or nothing would be reported and CodeDeploy would wait an hour. */
const BUDGET_MILLISECONDS = 150_000;

/** Reports always: what the check finds, that it failed in itself, or that it took too long. */
export async function runHook(event: HookEvent, { log, verify, report, within }: HookPorts): Promise<void> {
  const context = { deploymentId: event.DeploymentId };
  const tooLate = within(BUDGET_MILLISECONDS).then(() => [
    `The check did not end within ${BUDGET_MILLISECONDS / 1000} s`,
  ]);
  const checked = Promise.resolve()
    .then(verify)
    .catch((error: unknown) => [
      `The check failed in itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ]);
  const problems = await Promise.race([checked, tooLate]);

  const status = problems.length === 0 ? 'Succeeded' : 'Failed';
  log({ event: 'verdict', ...context, status, problems });
  await report(status);
}
