import type { Route } from '../../domain/deployment/commands.ts';
import type { Sight } from '../../domain/deployment/next-work.ts';
import type { Plan } from '../../domain/deployment/plan.ts';
import { sharesOf, type Weights } from '../../domain/deployment/weights.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { WeightedGroup } from '../ports/listener-weights.ts';
import type { TaskSetFacts } from '../ports/task-sets.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import type { LivePorts } from './live-service.ts';

/** Every write a deployment may make, and the one look it takes before. Nothing else of the world is touched. */
export interface ReleaseActions {
  sight(): Sight;
  /** Resolves with the id of the task set. */
  createTaskSet(): Promise<string>;
  setWeights(route: Route, weights: Weights): Promise<void>;
  makePrimary(taskSetId: string): Promise<void>;
  drainTaskSet(taskSetId: string): Promise<void>;
}

export function releaseActions(ports: LivePorts, record: DeploymentRecord<'ECS'>): ReleaseActions {
  const { scope, group } = record.request;
  const { plan } = record.existing;
  const ref = group.service;

  const read = (route: Route): WeightedGroup[] => {
    const planned = route === 'test' ? plan.test : plan.production;
    return planned ? ports.listeners.read(scope, planned.listenerArn) : [];
  };

  return {
    sight: () => {
      const taskSets = ports.taskSets.service(scope, ref).taskSets;
      remember(record, taskSets);
      const incoming = record.existing.incomingTaskSet;
      const made = taskSets.find(({ externalId, status }) => externalId === record.id && status !== 'DRAINING');
      return {
        healthy: {
          incoming: healthyTargets(ports, record, plan.incoming.targetGroupArn),
          outgoing: healthyTargets(ports, record, plan.outgoing.targetGroupArn),
        },
        steady: taskSets.some(({ id, stability }) => id === incoming && stability === 'STEADY_STATE'),
        ...(made && { made: made.id }),
        weights: {
          production: shares(read('production'), plan),
          ...(plan.test && { test: shares(read('test'), plan) }),
        },
      };
    },
    createTaskSet: async () => {
      const { taskSet } = record.request;
      if (!taskSet) throw new TypeError(`${record.id} makes no task set.`);
      mustBeBehindListener(read('production'), plan);
      const created = await ports.taskSets.create(scope, ref, {
        ...taskSet,
        targetGroupArn: plan.incoming.targetGroupArn,
        externalId: record.id,
      });
      return created.id;
    },
    setWeights: async (route, weights) => {
      const planned = route === 'test' ? plan.test : plan.production;
      if (!planned) throw new TypeError(`${record.id} has no ${route} listener.`);
      if (route === 'production') mustBeBehindListener(read(route), plan);
      await ports.listeners.write(scope, planned.listenerArn, [
        { targetGroupArn: plan.outgoing.targetGroupArn, weight: weights.outgoing },
        { targetGroupArn: plan.incoming.targetGroupArn, weight: weights.incoming },
      ]);
    },
    makePrimary: async (taskSetId) => {
      const taskSet = ports.taskSets.service(scope, ref).taskSets.find(({ id }) => id === taskSetId);
      if (taskSet?.status !== 'PRIMARY') await ports.taskSets.makePrimary(scope, ref, taskSetId);
    },
    drainTaskSet: async (taskSetId) => {
      const taskSet = ports.taskSets.service(scope, ref).taskSets.find(({ id }) => id === taskSetId);
      // Gone, or going since a drain that was not recorded.
      if (taskSet && taskSet.status !== 'DRAINING') await ports.taskSets.drain(scope, ref, taskSetId);
      remember(record, ports.taskSets.service(scope, ref).taskSets);
    },
  };
}

/** The running task set that a deployment made, by the id it left there; undefined also when the service is gone. */
export function madeTaskSet(
  { taskSets }: Pick<LivePorts, 'taskSets'>,
  record: DeploymentRecord<'ECS'>,
): string | undefined {
  const { scope, group } = record.request;
  try {
    const present = taskSets.service(scope, group.service).taskSets;
    return present.find(({ externalId, status }) => externalId === record.id && status !== 'DRAINING')?.id;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

/** Every task set that is to stay is as large as it should be, and healthy. A service that is gone has nothing to wait for. */
export function areSteady({ taskSets }: Pick<LivePorts, 'taskSets'>, { request }: DeploymentRecord<'ECS'>): boolean {
  try {
    const present = taskSets.service(request.scope, request.group.service).taskSets;
    return present.every(({ status, stability }) => status === 'DRAINING' || stability === 'STEADY_STATE');
  } catch (error) {
    if (error instanceof AwsError) return true;
    throw error;
  }
}

/** The load balancer refuses; the runner gives the reason the words of CodeDeploy. */
class ListenerDrift extends AwsError {}

export const isLoadBalancerError = (error: unknown): boolean => error instanceof ListenerDrift;

/** The text is AWS's: CodeDeploy user guide, troubleshooting-ecs. When it checks is unknown; here before every write. */
function mustBeBehindListener(present: readonly WeightedGroup[], { incoming, outgoing, kind }: Plan): void {
  const primary = kind === 'Rollback' ? incoming : outgoing;
  if (present.some(({ targetGroupArn }) => targetGroupArn === primary.targetGroupArn)) return;
  throw new ListenerDrift('InvalidLoadBalancerInfoException', 'Primary taskset target group must be behind listener');
}

const weightOf = (groups: readonly WeightedGroup[], arn: string): number =>
  groups.find(({ targetGroupArn }) => targetGroupArn === arn)?.weight ?? 0;

const shares = (groups: readonly WeightedGroup[], { incoming, outgoing }: Plan): Weights =>
  sharesOf(weightOf(groups, incoming.targetGroupArn), weightOf(groups, outgoing.targetGroupArn));

function healthyTargets(ports: LivePorts, record: DeploymentRecord<'ECS'>, targetGroupArn: string): number {
  return ports.targetGroups.health(record.request.scope, targetGroupArn).filter(({ state }) => state === 'healthy')
    .length;
}

/** Keeps the last look at the task sets of this deployment; one that disappeared has drained. */
export function remember(record: DeploymentRecord<'ECS'>, taskSets: readonly TaskSetFacts[]): void {
  const { plan, incomingTaskSet } = record.existing;
  for (const id of [plan.outgoing.taskSetId, incomingTaskSet]) {
    if (id === undefined) continue;
    const seen = taskSets.find((taskSet) => taskSet.id === id);
    const last = record.seenTaskSets.get(id);
    if (seen) record.seenTaskSets.set(id, seen);
    else if (last) record.seenTaskSets.set(id, { ...last, status: 'DRAINING', ...GONE });
  }
}

const GONE = { scale: 0, computedDesiredCount: 0, pendingCount: 0, runningCount: 0 } as const;
