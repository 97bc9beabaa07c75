import type { Deployment } from '../../domain/deployment/deployment.ts';
import type { DeploymentEvent } from '../../domain/deployment/events.ts';
import { evolve } from '../../domain/deployment/evolve.ts';
import type { FunctionDeploymentEvent } from '../../domain/function-deployment/events.ts';
import { evolve as evolveFunction } from '../../domain/function-deployment/evolve.ts';
import type { FunctionDeployment } from '../../domain/function-deployment/function-deployment.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { NewTaskSet, TaskSetFacts } from '../ports/task-sets.ts';
import type { AlarmConfiguration, AutoRollback, ComputePlatform, GroupOf } from './deployment-group.ts';

interface States {
  ECS: Deployment;
  Lambda: FunctionDeployment;
}

interface Events {
  ECS: DeploymentEvent;
  Lambda: FunctionDeploymentEvent;
}

const EVOLVE: { [P in ComputePlatform]: (state: States[P], event: Events[P]) => States[P] } = {
  ECS: evolve,
  Lambda: evolveFunction,
};

/** A deployment as it is kept for the next engine; its state is in its events. */
export interface SavedDeployment {
  request: DeploymentRequestFacts;
  events: readonly Events[ComputePlatform][];
  seenTaskSets: ReadonlyMap<string, TaskSetFacts>;
}

/** One deployment: what was asked for, and what happened since. */
export class DeploymentRecord<out P extends ComputePlatform = ComputePlatform> {
  readonly request: DeploymentRequestFacts<P>;
  readonly events: Events[P][] = [];
  /** The task sets as they were last seen: one that is gone is still told about. A function has none. */
  readonly seenTaskSets = new Map<string, TaskSetFacts>();
  #state = { phase: 'Absent' } as States[P];

  constructor(request: DeploymentRequestFacts<P>, events: readonly Events[P][] = []) {
    this.request = request;
    this.append(events);
  }

  get id(): string {
    return this.request.deploymentId;
  }

  get state(): States[P] {
    return this.#state;
  }

  /** The state of a deployment that has begun to exist, as every stored one has. */
  get existing(): Exclude<States[P], { phase: 'Absent' }> {
    if (this.#state.phase === 'Absent') throw new TypeError(`${this.id} has no events.`);
    return this.#state as Exclude<States[P], { phase: 'Absent' }>;
  }

  get lastChangedAt(): number {
    return this.events.at(-1)?.at ?? this.existing.createdAt;
  }

  static restored({ request, events, seenTaskSets }: SavedDeployment): DeploymentRecord {
    const record = new DeploymentRecord(request, events);
    for (const [id, taskSet] of seenTaskSets) record.seenTaskSets.set(id, taskSet);
    return record;
  }

  saved(): SavedDeployment {
    const { request, events, seenTaskSets } = this;
    return { request, events, seenTaskSets };
  }

  append(events: readonly Events[P][]): void {
    const evolveOf = EVOLVE[this.request.platform];
    for (const event of events) {
      this.events.push(event);
      this.#state = evolveOf(this.#state, event);
    }
  }
}

/** What is different about a deployment, told by those who know its platform. */
export function byPlatform<T>(
  record: DeploymentRecord,
  tell: { [P in ComputePlatform]: (record: DeploymentRecord<P>) => T },
): T {
  // The record is its own platform's, which no type can say.
  return (tell[record.request.platform] as (record: DeploymentRecord) => T)(record);
}

/** What every deployment knows, whatever it deploys to. */
export interface CommonRequestFacts {
  deploymentId: string;
  scope: Scope;
  configName: string;
  creator: 'user' | 'codeDeployRollback';
  description?: string;
  revision: { content: string; sha256: string };
  /** What the last successful deployment of the group deployed. */
  previousRevision?: { content: string; sha256: string };
  autoRollback: AutoRollback;
  alarms: AlarmConfiguration;
  overrideAlarms?: AlarmConfiguration;
}

interface TargetFacts {
  ECS: {
    /** All that the new task set is made of; a rollback makes none. */
    taskSet?: Omit<NewTaskSet, 'targetGroupArn' | 'externalId'>;
    clusterName: string;
    serviceName: string;
    serviceArn: string;
  };
  Lambda: { functionArn: string };
}

export type DeploymentRequestFacts<P extends ComputePlatform = ComputePlatform> = CommonRequestFacts & {
  platform: P;
  /** The group as it was when the deployment was created. */
  group: GroupOf<P>;
} & TargetFacts[P];
