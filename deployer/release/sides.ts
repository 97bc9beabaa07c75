import type { ServiceTarget } from './service-target.ts';

/** A task set of the service, as ECS describes it. */
export interface ServiceTaskSet {
  id: string;
  /** PRIMARY, ACTIVE or DRAINING. */
  status: string;
  taskDefinition: string;
  targetGroupArn: string | undefined;
  /** The deployment that made it; the set made with the service has none. */
  deploymentId: string | undefined;
  desired: number;
  running: number;
  pending: number;
  platformVersion?: string;
  capacityProviderStrategy?: { capacityProvider: string; weight?: number; base?: number }[];
}

/** Which target group serves (blue) and which one the release fills (green). */
export interface Sides {
  blue: string;
  green: string;
  /** The alarms of the group that is green in this release. */
  greenAlarms: string[];
}

/** The sides of the next release: what the PRIMARY task set uses is blue. */
export function nextSides(target: ServiceTarget, primary: ServiceTaskSet | undefined): Sides | undefined {
  return primary?.targetGroupArn === undefined ? undefined : sidesWithBlue(target, primary.targetGroupArn);
}

/**
 * The sides of a deployment that runs already. Once all traffic moved, green is PRIMARY, so the task set that the
 * deployment made decides (its external id is the deployment's); before there is one, PRIMARY is still blue.
 */
export function sidesOf(target: ServiceTarget, deploymentId: string, taskSets: ServiceTaskSet[]): Sides | undefined {
  const made = taskSets.find(
    (taskSet) => taskSet.deploymentId === deploymentId && taskSet.targetGroupArn !== undefined,
  );
  if (made?.targetGroupArn === target.targetGroups.green) return sidesWithBlue(target, target.targetGroups.blue);
  if (made?.targetGroupArn === target.targetGroups.blue) return sidesWithBlue(target, target.targetGroups.green);
  return nextSides(target, primaryOf(taskSets));
}

export const primaryOf = (taskSets: ServiceTaskSet[]): ServiceTaskSet | undefined =>
  taskSets.find((taskSet) => taskSet.status === 'PRIMARY');

function sidesWithBlue(target: ServiceTarget, blue: string): Sides | undefined {
  const { targetGroups, alarms } = target;
  if (blue === targetGroups.blue) return { blue, green: targetGroups.green, greenAlarms: alarms.green };
  if (blue === targetGroups.green) return { blue, green: targetGroups.blue, greenAlarms: alarms.blue };
  return undefined;
}
