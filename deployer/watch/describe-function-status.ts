import type { AlarmState, AliasRouting } from '../aws/gateways.ts';
import { type Deployment, releaseName } from '../release/deployment.ts';
import type { FunctionTarget } from '../release/function-target.ts';
import { describeAlarm, row } from './describe-status.ts';

export interface FunctionStatus {
  target: FunctionTarget;
  active: Deployment | undefined;
  routing: AliasRouting;
  alarms: AlarmState[];
}

/** Where a function stands, a line each. */
export const describeFunctionStatus = ({ target, active, routing, alarms }: FunctionStatus): string[] => [
  row('function', target.functionName),
  row('stack names', `version ${target.version}`),
  row('deployment', active ? `${active.id} releases ${releaseName(active)}, ${active.status}` : 'none active'),
  row(`alias ${target.alias}`, describeRouting(routing)),
  ...alarms.map(describeAlarm),
];

const describeRouting = ({ version, additional }: AliasRouting): string =>
  additional
    ? `version ${version} ${100 - additional.percent} %, version ${additional.version} ${additional.percent} %`
    : `version ${version}`;
