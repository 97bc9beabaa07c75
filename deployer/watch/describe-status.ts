import type { AlarmState, TargetHealth } from '../aws/gateways.ts';
import { type Deployment, isFinished, revisionName, targetGroupName } from '../release/deployment.ts';
import type { ServiceTarget } from '../release/service-target.ts';
import type { ServiceTaskSet, Sides } from '../release/sides.ts';

export interface ServiceStatus {
  target: ServiceTarget;
  taskSets: ServiceTaskSet[];
  active: Deployment | undefined;
  sides: Sides | undefined;
  /** Percent by target group ARN. */
  production: Record<string, number>;
  test: Record<string, number>;
  /** By target group ARN. */
  health: Record<string, TargetHealth[]>;
  alarms: AlarmState[];
}

/** Where a service stands, a line each. */
export function describeStatus(status: ServiceStatus): string[] {
  const { target, active, taskSets, alarms } = status;
  return [
    row('service', `${target.service} in ${target.cluster}, ${target.loadBalancer}`),
    row('stack names', revisionName(target.taskDefinition)),
    row('deployment', active ? describeActive(active) : 'none active'),
    ...taskSets.map((taskSet) => row('task set', describeTaskSet(taskSet, status))),
    row('production', describeShares(status.production)),
    row('test', describeShares(status.test)),
    ...alarms.map(describeAlarm),
  ];
}

export const row = (what: string, how: string): string => `${what.padEnd(12)} ${how}`;

export const describeAlarm = ({ name, state, reason }: AlarmState): string =>
  row('alarm', `${name} ${state}${state === 'ALARM' ? `: ${reason}` : ''}`);

function describeActive(active: Deployment): string {
  const what = `${active.id} releases ${revisionName(active.taskDefinition)}, ${active.status}`;
  if (isFinished(active)) return `${what}: finished, the rollback window is open`;
  const event = active.events.find(({ status }) => status === 'InProgress');
  return event ? `${what}: ${event.name}` : what;
}

function describeTaskSet(taskSet: ServiceTaskSet, { sides, health }: ServiceStatus): string {
  const arn = taskSet.targetGroupArn;
  const side = arn === undefined || !sides ? '' : arn === sides.green ? ' (green)' : ' (blue)';
  const healthy = arn === undefined ? 0 : (health[arn] ?? []).filter(({ state }) => state === 'healthy').length;
  const group = arn === undefined ? 'no target group' : `${targetGroupName(arn)}${side}`;
  return `${taskSet.status} ${revisionName(taskSet.taskDefinition)} on ${group}: ${taskSet.running} of ${taskSet.desired} running, ${healthy} healthy`;
}

const describeShares = (shares: Record<string, number>): string =>
  Object.entries(shares)
    .map(([arn, percent]) => `${targetGroupName(arn)} ${percent} %`)
    .join(', ') || 'no forward action';
