import { stop } from '../commands/stop.ts';
import type { Context } from '../context.ts';
import type { Outcome } from '../outcome.ts';
import { isFinished, isRollback } from '../release/deployment.ts';
import { releaseTarget } from '../release/release-target.ts';

/**
 * Returns to the version before, while it still waits beside the new one. `rolledBack` when it serves all traffic again,
 * `notRolledBack` when there is nothing to return to, or when it does not serve. Never throws for a reason that AWS gives: what
 * failed before it must be seen.
 */
export async function rollBackInWindow(stack: string, context: Context): Promise<Outcome> {
  try {
    const target = releaseTarget(stack, await context.aws.stacks.outputs(stack));
    const active = await context.aws.deployments.active(target.application, target.group);
    if (!active) return not(stack, 'There is nothing to roll back to: no rollback window is open.');
    if (isRollback(active) || !isFinished(active))
      return not(
        stack,
        `Nothing was rolled back: deployment ${active.id} is under way. Watch it: deployer watch --stack ${stack}`,
      );
    const stopped = await stop({ stack, rollback: true }, context);
    if (stopped.outcome !== 'done')
      return stopped.outcome === 'interrupted' || stopped.outcome === 'notSeen'
        ? stopped
        : { ...stopped, outcome: 'notRolledBack' };
    return { ...stopped, outcome: 'rolledBack', message: 'Rolled back: the version before serves all traffic.' };
  } catch (error) {
    context.interrupted.throwIfAborted();
    return not(stack, `It could not be rolled back: ${(error as Error).message}`);
  }
}

const not = (stack: string, message: string): Outcome => ({ outcome: 'notRolledBack', message, details: [], stack });
