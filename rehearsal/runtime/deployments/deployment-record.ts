import { absent, type Deployment, type Existing } from '../../domain/deployment/deployment.ts';
import type { DeploymentEvent } from '../../domain/deployment/events.ts';
import { evolve } from '../../domain/deployment/evolve.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { TaskSetFacts } from '../ports/task-sets.ts';
import type { AlarmConfiguration, AutoRollback, DeploymentGroup } from './deployment-group.ts';

/** One deployment: what was asked for, and what happened since. */
export class DeploymentRecord {
  readonly request: DeploymentRequestFacts;
  readonly events: DeploymentEvent[] = [];
  /** The task sets as they were last seen: one that is gone is still told about. */
  readonly seenTaskSets = new Map<string, TaskSetFacts>();
  #state: Deployment = absent;

  constructor(request: DeploymentRequestFacts, events: readonly DeploymentEvent[] = []) {
    this.request = request;
    this.append(events);
  }

  get id(): string {
    return this.request.deploymentId;
  }

  get state(): Deployment {
    return this.#state;
  }

  /** The state of a deployment that has begun to exist, as every stored one has. */
  get existing(): Existing {
    if (this.#state.phase === 'Absent') throw new TypeError(`${this.id} has no events.`);
    return this.#state;
  }

  get lastChangedAt(): number {
    return this.events.at(-1)?.at ?? this.existing.createdAt;
  }

  append(events: readonly DeploymentEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.#state = evolve(this.#state, event);
    }
  }
}

export interface DeploymentRequestFacts {
  deploymentId: string;
  scope: Scope;
  /** The group as it was when the deployment was created. */
  group: DeploymentGroup;
  configName: string;
  creator: 'user' | 'codeDeployRollback';
  description?: string;
  revision: { content: string; sha256: string };
  /** What the last successful deployment of the group deployed. */
  previousRevision?: { content: string; sha256: string };
  autoRollback: AutoRollback;
  alarms: AlarmConfiguration;
  overrideAlarms?: AlarmConfiguration;
  /** All that the new task set is made of; a rollback makes none. */
  taskSet?: {
    taskDefinition: string;
    containerName: string;
    containerPort: number;
    platformVersion?: string;
    network?: { subnets: string[]; securityGroups: string[]; assignPublicIp: 'ENABLED' | 'DISABLED' };
    capacityProviders?: { capacityProvider: string; base?: number; weight?: number }[];
  };
  clusterName: string;
  serviceName: string;
  serviceArn: string;
}
