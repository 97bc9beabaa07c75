import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { BuildStatus } from '../ports/builds.ts';
import type { BuildLog } from './build-log.ts';
import { beginPhase, endPhase, type BuildPhaseType, type BuildRecord, type PhaseContext } from './build-record.ts';
import { failureOf } from './phase-failed.ts';

/** Stopped or out of time. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const OF_COMMANDS: readonly BuildPhaseType[] = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD'];

/** Keeps a build's record and log in step with its phases, one at a time. */
export class PhaseTrack {
  readonly #clock: Clock;
  readonly #engineLog: Log;
  readonly #record: BuildRecord;
  readonly #log: BuildLog;
  #interruption: 'STOPPED' | 'TIMED_OUT' | undefined;

  constructor(deps: { clock: Clock; log: Log }, record: BuildRecord, log: BuildLog) {
    this.#clock = deps.clock;
    this.#engineLog = deps.log;
    this.#record = record;
    this.#log = log;
    this.#begin('SUBMITTED');
    this.#end('SUCCEEDED');
    this.#begin('QUEUED');
  }

  /** There is no queue: a build leaves it as soon as its caller saw it there. */
  leaveQueue(): void {
    this.throwIfInterrupted();
    this.#end('SUCCEEDED');
  }

  /** Resolves with undefined when the phase failed: what that means is the caller's. Other errors end the build. */
  async run<T>(type: BuildPhaseType, work: () => Promise<T>): Promise<T | undefined> {
    this.throwIfInterrupted();
    this.#begin(type);
    this.#log.event(OF_COMMANDS.includes(type) ? `Entering phase ${type}` : `Phase is ${type}`);
    try {
      const result = await work();
      this.throwIfInterrupted();
      this.#end('SUCCEEDED');
      return result;
    } catch (error) {
      this.throwIfInterrupted();
      const failure = failureOf(error);
      if (!failure) throw error;
      this.#end('FAILED', failure.context);
      return undefined;
    }
  }

  interrupt(as: 'STOPPED' | 'TIMED_OUT'): void {
    this.#interruption ??= as;
  }

  throwIfInterrupted(): void {
    if (this.#interruption) throw new Interrupted(this.#interruption);
  }

  hasFailed(): boolean {
    return this.#record.phases.some(({ status }) => status === 'FAILED');
  }

  /** After an error of the current phase, or between two. The text of a time-out is unverified. */
  abort(error: unknown): void {
    if (this.#record.phases.at(-1)?.status !== 'IN_PROGRESS') this.#begin('FINALIZING');
    if (this.#interruption === 'STOPPED') return this.#end('STOPPED');
    if (this.#interruption === 'TIMED_OUT')
      return this.#end('TIMED_OUT', { statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out.' });
    this.#engineLog.error(`Build ${this.#record.id} broke off: ${messageOf(error)}`);
    this.#end('FAULT', { statusCode: 'INTERNAL_SERVICE_ERROR', message: messageOf(error) });
  }

  /** A build fails when one of its phases did, whatever `on-failure` says (unverified for CONTINUE). */
  complete(): BuildStatus {
    const statuses = this.#record.phases.map(({ status }) => status);
    const status =
      (['FAULT', 'STOPPED', 'TIMED_OUT', 'FAILED'] as const).find((one) => statuses.includes(one)) ?? 'SUCCEEDED';
    this.#begin('COMPLETED');
    this.#record.endedAt = this.#clock.now();
    this.#record.status = status;
    return status;
  }

  #begin(type: BuildPhaseType): void {
    beginPhase(this.#record, type, this.#clock.now());
  }

  #end(status: BuildStatus, context?: PhaseContext): void {
    const phase = this.#record.phases.at(-1)?.type ?? '';
    endPhase(this.#record, status, this.#clock.now(), context);
    // The log begins with the build's environment.
    if (phase === 'SUBMITTED' || phase === 'QUEUED') return;
    this.#log.event(`Phase complete: ${phase} State: ${status}`);
    this.#log.event(`Phase context status code: ${context?.statusCode ?? ''} Message: ${context?.message ?? ''}`);
  }
}
