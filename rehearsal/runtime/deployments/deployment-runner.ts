import { decide, isRejection, type Decision } from '../../domain/deployment/decide.ts';
import type { DeploymentCommand } from '../../domain/deployment/commands.ts';
import { deploymentErrors } from '../../domain/deployment/deployment-error.ts';
import { isEnded } from '../../domain/deployment/deployment.ts';
import { nextWork, type Work } from '../../domain/deployment/next-work.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { isLoadBalancerError, type ReleaseActions } from './release-actions.ts';

export interface RunnerDeps {
  clock: Clock;
  ids: Ids;
  log: Log;
  actions: ReleaseActions;
  /** Called after every change, with the record already up to date. */
  onChange: (record: DeploymentRecord) => void;
}

type WorldChange = Extract<Work, { do: 'createTaskSet' | 'setWeights' | 'makePrimary' | 'drainTaskSet' }>;

/** What changes without a signal is looked at this often, in simulated milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** Makes one deployment happen: asks what is next, does it, reports how it went; one thing at a time. */
export class DeploymentRunner {
  readonly #record: DeploymentRecord;
  readonly #deps: RunnerDeps;
  readonly #stop = new AbortController();
  #wake = new AbortController();

  constructor(record: DeploymentRecord, deps: RunnerDeps) {
    this.#record = record;
    this.#deps = deps;
  }

  /** Resolves when the deployment has ended or the runner was stopped. */
  async run(): Promise<void> {
    while (!isEnded(this.#record.state) && !this.#stop.signal.aborted) {
      // Armed before looking, so that a change between the look and the wait is not slept through.
      this.#wake = new AbortController();
      const refused = await this.#do(this.#next());
      // A refusal is a defect of the core, which its property test looks for; it must not become a busy loop.
      if (refused) await this.#sleep(LOOK_EVERY_MS);
    }
  }

  /** A command from anywhere: people, functions, alarms. */
  handle(command: DeploymentCommand): Decision {
    const decision = decide(command, this.#record.state);
    if (isRejection(decision)) {
      const level = decision.rejected === 'Unexpected' ? 'warn' : 'info';
      this.#deps.log[level](`Deployment ${this.#record.id} refused ${command.type}`, { ...decision });
    } else if (decision.length > 0) {
      this.#record.append(decision);
      this.#deps.onChange(this.#record);
      this.wake();
    }
    return decision;
  }

  /** Something in the world changed: look again. */
  wake(): void {
    this.#wake.abort(new Error('woken'));
  }

  /** Leaves the deployment where it is; another runner of the same record goes on. */
  stop(): void {
    this.#stop.abort(new Error('stopped'));
    this.wake();
  }

  get #now(): number {
    return this.#deps.clock.now();
  }

  /** A service or load balancer that is gone ends the deployment: it could wait for nothing any more. */
  #next(): Work {
    try {
      return nextWork(this.#record.state, this.#now, this.#deps.actions.sight());
    } catch (error) {
      this.#deps.log.warn(`Deployment ${this.#record.id} lost sight of what it deploys`, { error: messageOf(error) });
      const command = { type: 'LoseSight', at: this.#now, error: deploymentErrors.ecs(messageOf(error)) } as const;
      return { do: 'decide', command };
    }
  }

  /** Resolves with true when the deployment refused what was done or found. */
  async #do(work: Work): Promise<boolean> {
    switch (work.do) {
      case 'nothing':
        return true;
      case 'wait':
        await this.#sleep(this.#waitMs(work.until));
        return false;
      case 'decide':
        return isRejection(this.handle(work.command));
      case 'invokeHook':
        return this.#invokeHook(work);
      case 'createTaskSet':
      case 'setWeights':
      case 'makePrimary':
      case 'drainTaskSet':
        return this.#change(work);
      default:
        return assertNever(work, 'work');
    }
  }

  async #change(work: WorldChange): Promise<boolean> {
    const command = await this.#perform(work).catch((error: unknown): DeploymentCommand => {
      const byListener = work.do === 'setWeights' || isLoadBalancerError(error);
      const why = byListener ? deploymentErrors.loadBalancer : deploymentErrors.ecs;
      this.#deps.log.warn(`Deployment ${this.#record.id}: ${work.do} failed`, { error: messageOf(error) });
      return { type: 'FailWork', at: this.#now, error: why(messageOf(error)) };
    });
    // An engine that stops meanwhile loses the report, as a crash would; the next runner finds out.
    return this.#stop.signal.aborted || isRejection(this.handle(command));
  }

  async #perform(work: WorldChange): Promise<DeploymentCommand> {
    const { actions } = this.#deps;
    switch (work.do) {
      case 'createTaskSet':
        return { type: 'RecordTaskSet', taskSetId: await actions.createTaskSet(), at: this.#now };
      case 'setWeights':
        await actions.setWeights(work.route, work.weights);
        return { type: 'RecordShift', at: this.#now, route: work.route, weights: work.weights };
      case 'makePrimary':
        await actions.makePrimary(work.taskSetId);
        return { type: 'RecordPrimary', at: this.#now };
      case 'drainTaskSet':
        await actions.drainTaskSet(work.taskSetId);
        return { type: 'RecordDrained', at: this.#now, taskSetId: work.taskSetId };
      default:
        return assertNever(work, 'change');
    }
  }

  /** Recorded before it happens: a hook runs once a deployment, even if the engine dies in between. */
  #invokeHook({ event, functionName }: Extract<Work, { do: 'invokeHook' }>): boolean {
    const executionId = this.#deps.ids.uuid();
    const decision = this.handle({ type: 'RecordHookInvocation', at: this.#now, event, executionId });
    if (isRejection(decision)) return true;
    // Not awaited: the function reports through the API while it still runs, and a stop need not wait for it.
    void this.#callHook(event, functionName, executionId);
    return false;
  }

  async #callHook(event: string, functionName: string, executionId: string): Promise<void> {
    try {
      const { functionError } = await this.#deps.actions.invokeHook(functionName, executionId);
      // As on AWS, where a hook that throws keeps the deployment waiting for its status until the hour is over.
      if (functionError) this.#deps.log.warn(`Hook ${event} (${functionName}) ended with ${functionError}`);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const why = deploymentErrors.hookNotInvoked(messageOf(error));
      this.handle({ type: 'FailHook', at: this.#now, executionId, error: why });
    }
  }

  /** Deadlines are real time, the clock sleeps simulated time. */
  #waitMs(until: number | undefined): number {
    if (until === undefined) return LOOK_EVERY_MS;
    const remaining = Math.max(0, until - this.#now) * this.#deps.clock.speed;
    return Math.min(remaining, LOOK_EVERY_MS);
  }

  async #sleep(simulatedMs: number): Promise<void> {
    const { signal } = this.#wake;
    try {
      await this.#deps.clock.sleep(simulatedMs, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
