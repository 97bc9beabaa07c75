import type { EndedFunctionDeployment } from './function-deployment.ts';
import type { FunctionRollbackPlan } from './plan.ts';

/**
 * The plan of the rollback that an ended deployment triggered, or undefined when it triggered none. All at once and
 * without hooks, as the captured one of ECS; what AWS does for Lambda beyond "redeploys a previous revision as a new
 * deployment" (CodeDeploy user guide, deployment-steps-lambda) is unverified.
 */
export function functionRollbackPlan(ended: EndedFunctionDeployment): FunctionRollbackPlan | undefined {
  const { plan, shares } = ended;
  if (ended.phase === 'Succeeded' || ended.rollbackDeploymentId === undefined) return undefined;
  return {
    kind: 'Rollback',
    deploymentId: ended.rollbackDeploymentId,
    rollsBack: plan.deploymentId,
    functionName: plan.functionName,
    aliasName: plan.aliasName,
    incomingVersion: plan.outgoingVersion,
    outgoingVersion: plan.incomingVersion,
    start: { incoming: shares.outgoing, outgoing: shares.incoming },
    steps: [{ percent: 100, afterMs: 0 }],
    hooks: {},
    waits: plan.waits,
  };
}
