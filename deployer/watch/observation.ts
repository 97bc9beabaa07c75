import type { AlarmState, AliasRouting, TargetHealth } from '../aws/gateways.ts';
import type { Context } from '../context.ts';
import type { Deployment } from '../release/deployment.ts';
import type { Sides } from '../release/sides.ts';
import type { TrafficShift } from './time-left.ts';

/** What a watcher knows of the surroundings of a deployment. */
export interface WatchPlan {
  deploymentId: string;
  shift: TrafficShift | undefined;
  traffic: TrafficPlace;
  /** Called once, when all traffic is on green and the watch goes on to the end of the window. */
  finished?: () => Promise<void>;
}

/** Where the traffic of a deployment can be seen. */
export type TrafficPlace =
  | {
      kind: 'listener';
      productionListener: string | undefined;
      testListener: string | undefined;
      sides: Sides | undefined;
    }
  | { kind: 'alias'; functionName: string; alias: string; green: string; alarms: string[] };

/** Everything seen in one look. */
export interface Observation {
  at: number;
  deployment: Deployment;
  /** Percent of green that CodeDeploy says it asked for. */
  asked: number | undefined;
  /** Percent of green at the production listener or the alias, as the load balancer or Lambda says. */
  seen: number | undefined;
  /** The same at the test listener. */
  test: number | undefined;
  greenHealth: TargetHealth[];
  alarms: AlarmState[];
}

export async function observe(context: Context, { deploymentId, traffic }: WatchPlan): Promise<Observation> {
  const [deployment, sight] = await Promise.all([
    context.aws.deployments.get(deploymentId),
    traffic.kind === 'alias' ? atAlias(context, traffic) : atListeners(context, traffic),
  ]);
  return { at: context.time.now(), deployment, asked: askedFor(deployment), ...sight };
}

type Sight = Pick<Observation, 'seen' | 'test' | 'greenHealth' | 'alarms'>;

async function atListeners(
  { aws }: Context,
  { productionListener, testListener, sides }: Extract<TrafficPlace, { kind: 'listener' }>,
): Promise<Sight> {
  const listeners = [productionListener, testListener].filter((arn) => arn !== undefined);
  const [shares, greenHealth, alarms] = await Promise.all([
    listeners.length > 0 ? aws.traffic.shares(listeners) : undefined,
    sides ? aws.traffic.targetHealth(sides.green) : [],
    aws.alarms.states(sides?.greenAlarms ?? []),
  ]);
  const greenAt = (listener: string | undefined) => {
    const of = listener === undefined ? undefined : shares?.[listener];
    return of && sides ? (of[sides.green] ?? 0) : undefined;
  };
  return { seen: greenAt(productionListener), test: greenAt(testListener), greenHealth, alarms };
}

async function atAlias({ aws }: Context, place: Extract<TrafficPlace, { kind: 'alias' }>): Promise<Sight> {
  const [routing, alarms] = await Promise.all([
    aws.functions.routing(place.functionName, place.alias),
    aws.alarms.states(place.alarms),
  ]);
  return { seen: shareOf(routing, place.green), test: undefined, greenHealth: [], alarms };
}

/** Percent of a version at an alias. */
const shareOf = ({ version, additional }: AliasRouting, wanted: string): number =>
  additional?.version === wanted ? additional.percent : version === wanted ? 100 - (additional?.percent ?? 0) : 0;

const askedFor = ({ taskSets, functionShift }: Deployment): number | undefined =>
  functionShift ? functionShift.weight : taskSets.find(({ label }) => label === 'Green')?.weight;
