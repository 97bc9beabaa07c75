import type { Context } from '../context.ts';
import type { ReleaseTarget } from '../release/release-target.ts';
import { sidesOf } from '../release/sides.ts';
import type { TrafficPlace } from '../watch/observation.ts';

/** Where the traffic of a stack's deployment can be seen. */
export async function trafficOf(target: ReleaseTarget, deploymentId: string, { aws }: Context): Promise<TrafficPlace> {
  if (target.platform === 'Lambda') {
    const { functionName, alias, alarms } = target;
    const { functionShift } = await aws.deployments.get(deploymentId);
    return { kind: 'alias', functionName, alias, alarms, green: functionShift?.targetVersion ?? target.version };
  }
  const { productionListener, testListener } = target;
  const taskSets = await aws.services.taskSets(target.cluster, target.service);
  return { kind: 'listener', productionListener, testListener, sides: sidesOf(target, deploymentId, taskSets) };
}
