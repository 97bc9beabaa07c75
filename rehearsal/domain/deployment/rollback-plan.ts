import type { Ended } from './deployment.ts';
import type { RollbackPlan } from './plan.ts';

export interface RollbackOptions {
  restoreTestListener: boolean;
  /** The running task set that the ended deployment made, which it may have ended without knowing of. */
  made?: string | undefined;
}

/**
 * The plan of the rollback that an ended deployment triggered, or undefined when it triggered none. All at once
 * whatever the group's configuration, no hooks, no new task set: blue gets the traffic back and what was made drains.
 * Source: capture of a real account. Whether AWS also restores the test listener is unknown: `restoreTestListener`.
 */
export function rollbackPlan(ended: Ended, options: RollbackOptions): RollbackPlan | undefined {
  const { plan } = ended;
  if (ended.phase === 'Succeeded' || ended.rollbackDeploymentId === undefined || plan.kind !== 'Replacement') {
    return undefined;
  }
  const made = ended.incomingTaskSet ?? options.made;
  const swapped = (weights: { incoming: number; outgoing: number }) => ({
    incoming: weights.outgoing,
    outgoing: weights.incoming,
  });
  const test = options.restoreTestListener ? restoredTest(ended) : undefined;
  return {
    kind: 'Rollback',
    deploymentId: ended.rollbackDeploymentId,
    rollsBack: plan.deploymentId,
    incoming: plan.outgoing,
    outgoing: {
      targetGroupArn: plan.incoming.targetGroupArn,
      ...(made !== undefined && { taskSetId: made }),
    },
    production: { listenerArn: plan.production.listenerArn, start: swapped(ended.production) },
    ...(test && { test: { listenerArn: test.listenerArn, start: swapped(test.now) } }),
    steps: [{ percent: 100, afterMs: 0 }],
    hooks: {},
    waits: plan.waits,
    shiftToUnhealthy: plan.shiftToUnhealthy,
  };
}

/** The test listener, when the deployment moved it. */
function restoredTest({
  plan,
  test,
}: Ended): { listenerArn: string; now: { incoming: number; outgoing: number } } | undefined {
  if (!plan.test || !test || test.incoming === plan.test.start.incoming) return undefined;
  return { listenerArn: plan.test.listenerArn, now: test };
}
