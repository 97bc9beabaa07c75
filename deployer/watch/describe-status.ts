import type { AlarmState, TargetHealth } from '../aws/gateways.ts';
import { type Deployment, isFinished, revisionName, targetGroupName } from '../release/deployment.ts';
import type { ServiceTarget } from '../release/service-target.ts';
import type { ServiceTaskSet, Sides } from '../release/sides.ts';
import type { ServiceScaling } from '../release/suspension.ts';

export interface ServiceStatus {
  target: ServiceTarget;
  taskSets: ServiceTaskSet[];
  /** Undefined where nothing scales the service. */
  scaling: ServiceScaling | undefined;
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
    ...(status.scaling ? [row('scaling', describeScaling(status.scaling, active))] : []),
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

/** A release that did not end in order leaves its mark; the next command that ends anything resumes. */
function describeScaling({ suspended, mark }: ServiceScaling, active: Deployment | undefined): string {
  const what = [
    ...(suspended.scalingOut ? ['out'] : []),
    ...(suspended.scalingIn ? ['in'] : []),
    ...(suspended.scheduled ? ['scheduled'] : []),
  ].join(', ');
  if (what === '') return 'active';
  if (mark === undefined) return `suspended by a person: ${what}`;
  return active && !isFinished(active)
    ? 'suspended while traffic shifts'
    : 'suspended by a release that did not end in order: deployer deploy, watch, finish and stop resume it';
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
