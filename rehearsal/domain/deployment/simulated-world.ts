import { assertNever } from '../../kernel/assert-never.ts';
import { decide, isRejection } from './decide.ts';
import { absent, isEnded, type Deployment } from './deployment.ts';
import type { DeploymentCommand, Route } from './commands.ts';
import { evolve } from './evolve.ts';
import { allSucceeded } from './lifecycle.ts';
import type { Sight, Work } from './next-work.ts';
import type { Plan } from './plan.ts';
import { sharesOf } from './weights.ts';

export type Group = 'A' | 'B';
const other = (group: Group): Group => (group === 'A' ? 'B' : 'A');

interface SimulatedTaskSet {
  id: string;
  group: Group;
  status: 'PRIMARY' | 'ACTIVE';
  madeBy: string;
}

/**
 * A load balancer and an ECS service in a few lines, for the property test. It has its own opinion about what must
 * never happen, in words of the world and not of the core, and throws the moment it happens.
 */
export class SimulatedWorld {
  now = 0;
  readonly listeners: Record<Route, Record<Group, number>> = { production: { A: 100, B: 0 }, test: { A: 100, B: 0 } };
  readonly taskSets = new Map<string, SimulatedTaskSet>([
    ['ts-0', { id: 'ts-0', group: 'A', status: 'PRIMARY', madeBy: 'creation' }],
  ]);
  readonly sick = new Set<Group>();
  readonly runs: SimulatedRun[] = [];
  readonly hookInvocations = new Set<string>();
  #made = 0;

  get primary(): SimulatedTaskSet {
    const primaries = [...this.taskSets.values()].filter(({ status }) => status === 'PRIMARY');
    if (primaries.length !== 1 || !primaries[0]) throw new Error(`${primaries.length} primary task sets`);
    return primaries[0];
  }

  healthy(group: Group): number {
    if (this.sick.has(group)) return 0;
    return [...this.taskSets.values()].filter((taskSet) => taskSet.group === group).length * 2;
  }

  madeBy(deploymentId: string): SimulatedTaskSet | undefined {
    return [...this.taskSets.values()].find(({ madeBy }) => madeBy === deploymentId);
  }

  sight({ plan }: SimulatedRun): Sight {
    const [incoming, outgoing] = [plan.incoming.targetGroupArn as Group, plan.outgoing.targetGroupArn as Group];
    const shares = (route: Route) => sharesOf(this.listeners[route][incoming], this.listeners[route][outgoing]);
    const made = this.madeBy(plan.deploymentId);
    return {
      healthy: { incoming: this.healthy(incoming), outgoing: this.healthy(outgoing) },
      steady: this.healthy(incoming) > 0,
      ...(made && { made: made.id }),
      weights: { production: shares('production'), test: shares('test') },
    };
  }

  /** Does the work and returns the command that reports it. */
  perform(work: Work, run: SimulatedRun): DeploymentCommand {
    const { plan } = run;
    const incoming = plan.incoming.targetGroupArn as Group;
    switch (work.do) {
      case 'createTaskSet': {
        const taskSet = this.#make(incoming, plan.deploymentId);
        return { type: 'RecordTaskSet', at: this.now, taskSetId: taskSet.id };
      }
      case 'setWeights': {
        const { weights, route } = work;
        this.#write(route, {
          [incoming]: weights.incoming,
          [other(incoming)]: weights.outgoing,
        } as Record<Group, number>);
        return { type: 'RecordShift', at: this.now, route, weights };
      }
      case 'makePrimary': {
        this.primary.status = 'ACTIVE';
        const taskSet = this.taskSets.get(work.taskSetId);
        if (!taskSet) throw new Error(`${work.taskSetId} became primary but does not run`);
        taskSet.status = 'PRIMARY';
        return { type: 'RecordPrimary', at: this.now };
      }
      case 'drainTaskSet':
        this.#drain(work.taskSetId);
        return { type: 'RecordDrained', at: this.now, taskSetId: work.taskSetId };
      case 'invokeHook': {
        const key = `${plan.deploymentId}:${work.event}`;
        if (this.hookInvocations.has(key)) throw new Error(`${key} was invoked twice`);
        this.hookInvocations.add(key);
        return { type: 'RecordHookInvocation', at: this.now, event: work.event, executionId: key };
      }
      case 'decide':
        return work.command;
      case 'nothing':
      case 'wait':
        throw new Error(`${work.do} is no work`);
      default:
        return assertNever(work, 'work');
    }
  }

  #make(group: Group, madeBy: string): SimulatedTaskSet {
    if ([...this.taskSets.values()].some((taskSet) => taskSet.group === group)) {
      throw new Error(`two versions in target group ${group}`);
    }
    const taskSet: SimulatedTaskSet = { id: `ts-${++this.#made}`, group, status: 'ACTIVE', madeBy };
    this.taskSets.set(taskSet.id, taskSet);
    return taskSet;
  }

  #write(route: Route, next: Record<Group, number>): void {
    const sum = next.A + next.B;
    if (sum !== 100 || next.A < 0 || next.B < 0) throw new Error(`weights ${next.A}/${next.B} do not sum to 100`);
    for (const group of ['A', 'B'] as const) {
      const rises = next[group] > this.listeners[route][group];
      if (rises && this.healthy(group) === 0 && this.healthy(other(group)) > 0) {
        throw new Error(`${route} traffic went to ${group} without healthy targets while ${other(group)} had some`);
      }
    }
    this.listeners[route] = next;
  }

  #drain(taskSetId: string): void {
    // Blue of the release that is under way, or whose rollback is: what earlier releases left is nobody's blue.
    const release = this.runs.findLast(({ plan }) => plan.kind === 'Replacement');
    const isBlue = release?.plan.outgoing.taskSetId === taskSetId;
    if (isBlue && release?.state.phase !== 'Absent' && !allSucceeded(release?.state.lifecycle ?? [])) {
      throw new Error(`blue was drained before all events of ${release?.plan.deploymentId} succeeded`);
    }
    const rollback = this.runs.at(-1)?.plan;
    if (rollback?.kind === 'Rollback' && rollback.incoming.taskSetId === taskSetId) {
      throw new Error('a rollback drained what it returns to');
    }
    if (this.primary.id === taskSetId) throw new Error('the primary task set was drained');
    this.taskSets.delete(taskSetId);
  }
}

/** One deployment: its events are the truth, its state is their fold. */
export class SimulatedRun {
  readonly plan: Plan;
  readonly rejections: string[] = [];
  readonly #events: Parameters<typeof evolve>[1][] = [];
  state: Deployment = absent;

  constructor(plan: Plan, at: number) {
    this.plan = plan;
    this.handle({ type: 'Create', at, plan });
  }

  get isEnded(): boolean {
    return isEnded(this.state);
  }

  handle(command: DeploymentCommand): void {
    const decision = decide(command, this.state);
    if (isRejection(decision)) {
      this.rejections.push(decision.rejected);
      return;
    }
    for (const event of decision) {
      this.#events.push(event);
      this.state = evolve(this.state, event);
    }
    this.#check();
  }

  /** A restart knows nothing but the events. */
  restart(): void {
    const before = JSON.stringify(this.state);
    this.state = this.#events.reduce(evolve, absent);
    if (JSON.stringify(this.state) !== before) throw new Error('the fold of the events is not the state');
  }

  #check(): void {
    if (this.state.phase === 'Absent') return;
    const { production, test } = this.state;
    for (const weights of test ? [production, test] : [production]) {
      if (weights.incoming + weights.outgoing !== 100) throw new Error('recorded weights do not sum to 100');
    }
  }
}
