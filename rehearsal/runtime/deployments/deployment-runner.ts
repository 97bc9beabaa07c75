import type { Rejection } from '../../domain/deployment/rejection.ts';
import { deploymentErrors } from '../../domain/deployment/deployment-error.ts';
import { isEnded } from '../../domain/deployment/deployment.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Functions } from '../ports/functions.ts';
import type { DeploymentProcess, ProcessCommand, ProcessWork } from './deployment-process.ts';
import type { DeploymentRecord } from './deployment-record.ts';

export interface RunnerDeps {
  clock: Clock;
  ids: Ids;
  log: Log;
  functions: Functions;
  process: DeploymentProcess;
  /** Called after every change, with the record already up to date. */
  onChange: (record: DeploymentRecord) => void;
}

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

  /**
   * Goes on with a deployment of an earlier engine: not before its tasks run again, since deadlines that passed meanwhile would
   * end what only lacks its tasks, nor when somebody says what to do.
   */
  async resume(): Promise<void> {
    const [startedAt, { length }] = [this.#now, this.#record.events];
    const isPending = () => !this.#stop.signal.aborted && this.#record.events.length === length;
    this.#wake = new AbortController();
    while (isPending() && !this.#deps.process.hasRecovered(startedAt, this.#now)) {
      await this.#sleep(LOOK_EVERY_MS);
      this.#wake = new AbortController();
    }
    await this.run();
  }

  /** A command from anywhere: people, functions, alarms. */
  handle(command: ProcessCommand): Rejection | undefined {
    const outcome = this.#deps.process.handle(command);
    if ('rejected' in outcome) {
      const level = outcome.rejected === 'Unexpected' ? 'warn' : 'info';
      this.#deps.log[level](`Deployment ${this.#record.id} refused ${command.type}`, { ...outcome });
      return outcome;
    }
    if (outcome.events > 0) {
      this.#deps.onChange(this.#record);
      this.wake();
    }
    return undefined;
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

  /** A service, load balancer or alias that is gone ends the deployment: it could wait for nothing any more. */
  #next(): ProcessWork {
    const { process, log } = this.#deps;
    try {
      return process.next(this.#now);
    } catch (error) {
      log.warn(`Deployment ${this.#record.id} lost sight of what it deploys`, { error: messageOf(error) });
      return { do: 'decide', command: { type: 'LoseSight', at: this.#now, error: process.errorOf(error) } };
    }
  }

  /** Resolves with true when the deployment refused what was done or found. */
  async #do(work: ProcessWork): Promise<boolean> {
    switch (work.do) {
      case 'nothing':
        return true;
      case 'wait':
        await this.#sleep(this.#waitMs(work.until));
        return false;
      case 'decide':
        return this.handle(work.command) !== undefined;
      case 'invokeHook':
        return this.#invokeHook(work);
      case 'change':
        return this.#change(work);
      default:
        return assertNever(work, 'work');
    }
  }

  async #change({ what, perform }: Extract<ProcessWork, { do: 'change' }>): Promise<boolean> {
    const command = await perform().catch((error: unknown): ProcessCommand => {
      this.#deps.log.warn(`Deployment ${this.#record.id}: ${what} failed`, { error: messageOf(error) });
      return { type: 'FailWork', at: this.#now, error: this.#deps.process.errorOf(error, what) };
    });
    // An engine that stops meanwhile loses the report, as a crash would; the next runner finds out.
    return this.#stop.signal.aborted || this.handle(command) !== undefined;
  }

  /** Recorded before it happens: a hook runs once a deployment, even if the engine dies in between. */
  #invokeHook({ event, functionName }: Extract<ProcessWork, { do: 'invokeHook' }>): boolean {
    const executionId = this.#deps.ids.uuid();
    if (this.handle({ type: 'RecordHookInvocation', at: this.#now, event, executionId })) return true;
    // Not awaited: the function reports through the API while it still runs, and a stop need not wait for it.
    void this.#callHook(event, functionName, executionId);
    return false;
  }

  async #callHook(event: string, functionName: string, executionId: string): Promise<void> {
    const { request, id } = this.#record;
    const payload = { DeploymentId: id, LifecycleEventHookExecutionId: executionId };
    try {
      // Ends with the function, whatever it answered: only PutLifecycleEventHookExecutionStatus counts.
      const { functionError } = await this.#deps.functions.invoke(request.scope, functionName, {
        type: 'RequestResponse',
        payload,
      });
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
