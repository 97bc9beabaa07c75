import type { Weights } from '../deployment/weights.ts';
import type { AliasSight } from './alias-sight.ts';
import type { FunctionDeploymentCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { FunctionDeploymentEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { absent, type FunctionDeployment } from './function-deployment.ts';
import type { FunctionWork } from './next-work.ts';
import type { FunctionPlan } from './plan.ts';

/**
 * An alias in a few lines, for the property test. It has its own opinion about what must never happen, in words of the
 * world and not of the core, and throws the moment it happens.
 */
export class SimulatedAlias {
  now = 0;
  /** Share of each version that gets any, in percent. */
  shares = new Map([['1', 100]]);
  /** What people published besides what deployments use. */
  readonly foreign = '99';
  readonly hookInvocations = new Set<string>();

  /** The version that gets most, as UpdateAlias was told: the first of the two. */
  get versions(): string[] {
    return [...this.shares.keys()];
  }

  sight({ incomingVersion }: FunctionPlan): AliasSight {
    const [version = '', second] = this.versions;
    return {
      version,
      ...(second !== undefined && { additional: { version: second } }),
      incomingExists: Number(incomingVersion) < 50,
    };
  }

  /** People with UpdateAlias. */
  moveTo(...versions: [string, string?]): void {
    const [first, second] = versions;
    this.shares = new Map(
      second === undefined
        ? [[first, 100]]
        : [
            [first, 60],
            [second, 40],
          ],
    );
  }

  /** Does the work and returns the command that reports it. */
  perform(
    work: Extract<FunctionWork, { do: 'routeAlias' | 'invokeHook' }>,
    run: SimulatedRun,
  ): FunctionDeploymentCommand {
    if (work.do === 'routeAlias') {
      this.#write(work.weights, run);
      return { type: 'RecordShift', at: this.now, route: 'production', weights: work.weights };
    }
    const executionId = `${run.plan.deploymentId}:${work.event}`;
    if (this.hookInvocations.has(executionId)) throw new Error(`${executionId} was invoked twice`);
    if (work.functionName !== `fn-${work.event}`) throw new Error(`${work.functionName} is no hook of ${work.event}`);
    this.hookInvocations.add(executionId);
    return { type: 'RecordHookInvocation', at: this.now, event: work.event, executionId };
  }

  #write({ incoming, outgoing }: Weights, { plan, isEnded }: SimulatedRun): void {
    if (isEnded) throw new Error('an ended deployment moved the alias');
    const planned = [plan.incomingVersion, plan.outgoingVersion];
    const strangers = this.versions.filter((version) => !planned.includes(version));
    if (strangers.length > 0) throw new Error(`the alias was taken from version ${strangers.join()}`);
    if (incoming + outgoing !== 100 || incoming <= 0 || outgoing < 0)
      throw new Error(`weights ${incoming}/${outgoing}`);
    const before = this.shares.get(plan.incomingVersion) ?? 0;
    if (incoming < before) throw new Error(`version ${plan.incomingVersion} fell from ${before} to ${incoming}`);
    const early =
      plan.hooks.BeforeAllowTraffic !== undefined &&
      !this.hookInvocations.has(`${plan.deploymentId}:BeforeAllowTraffic`);
    if (early) throw new Error('traffic moved before the hook that must allow it');
    const same = plan.incomingVersion === plan.outgoingVersion;
    this.shares =
      incoming === 100 || same
        ? new Map([[plan.incomingVersion, 100]])
        : new Map([
            [plan.outgoingVersion, outgoing],
            [plan.incomingVersion, incoming],
          ]);
  }
}

/** One deployment: its events are the truth, its state is their fold. */
export class SimulatedRun {
  readonly plan: FunctionPlan;
  readonly rejections: string[] = [];
  readonly #events: FunctionDeploymentEvent[] = [];
  state: FunctionDeployment = absent;

  constructor(plan: FunctionPlan, at: number) {
    this.plan = plan;
    this.handle({ type: 'Create', at, plan });
  }

  get isEnded(): boolean {
    return ['Succeeded', 'Failed', 'Stopped'].includes(this.state.phase);
  }

  handle = (command: FunctionDeploymentCommand): void => {
    const wasEnded = this.isEnded;
    const decision = decide(command, this.state);
    if ('rejected' in decision) {
      this.rejections.push(decision.rejected);
      return;
    }
    if (wasEnded && decision.length > 0) throw new Error(`${command.type} changed an ended deployment`);
    for (const event of decision) {
      this.#events.push(event);
      this.state = evolve(this.state, event);
    }
    this.#check();
  };

  /** A restart knows nothing but the events. */
  restart(): void {
    const before = JSON.stringify(this.state);
    this.state = this.#events.reduce(evolve, absent);
    if (JSON.stringify(this.state) !== before) throw new Error('the fold of the events is not the state');
  }

  #check(): void {
    if (this.state.phase === 'Absent') return;
    const { shares, lifecycle } = this.state;
    if (shares.incoming + shares.outgoing !== 100) throw new Error('recorded weights do not sum to 100');
    const inProgress = lifecycle.filter(({ status }) => status === 'InProgress').length;
    if (inProgress > 1) throw new Error('two events in progress');
    if (this.isEnded && lifecycle.some(({ status }) => status === 'InProgress' || status === 'Pending')) {
      throw new Error('ended with an event that has not');
    }
  }
}
