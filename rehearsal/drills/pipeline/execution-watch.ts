import { type ActionRun, type Execution, isEnded } from '../../domain/pipeline-run/execution.ts';
import type { World } from '../../engine/world.ts';
import type { Scope } from '../../kernel/scope.ts';

/** Follows what a push started, through the execution that the pipeline's own update starts anew. */
export class ExecutionWatch {
  readonly #pipelines: World['pipelines'];
  readonly #scope: Scope;
  readonly #name: string;
  readonly #known: ReadonlySet<string>;
  readonly versionBefore: number;

  /** To be made before the push. */
  constructor({ pipelines }: Pick<World, 'pipelines'>, scope: Scope, name: string) {
    this.#pipelines = pipelines;
    this.#scope = scope;
    this.#name = name;
    const { state } = pipelines.get(scope, name);
    this.#known = new Set(state.executions.map(({ id }) => id));
    this.versionBefore = state.version;
  }

  /** Of the pipeline's definition. */
  get version(): number {
    return this.#pipelines.get(this.#scope, this.#name).state.version;
  }

  /** Those that began since the watch was made, oldest first. */
  get executions(): Execution[] {
    return this.#pipelines.get(this.#scope, this.#name).state.executions.filter(({ id }) => !this.#known.has(id));
  }

  /** The approval that waits in the stage, as soon as it does; undefined when the executions end before. */
  waitingIn(stage: string, signal: AbortSignal): Promise<ActionRun | undefined> {
    return this.#until(([...executions]) => {
      const waiting = executions
        .flatMap(({ actionRuns }) => actionRuns)
        .find((run) => run.stage === stage && run.status === 'InProgress' && run.token !== undefined);
      return waiting ?? (hasEnded(executions) ? 'ended' : undefined);
    }, signal).then((found) => (found === 'ended' ? undefined : found));
  }

  /** Resolves with the newest execution when none goes on. */
  ended(signal: AbortSignal): Promise<Execution | undefined> {
    return this.#until((executions) => (hasEnded(executions) ? executions.at(-1) : undefined), signal);
  }

  #until<T>(look: (executions: Execution[]) => T | undefined, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const unsubscribe = this.#pipelines.changed.subscribe(() => check());
      const abort = () => {
        unsubscribe();
        reject(signal.reason as Error);
      };
      const check = () => {
        const found = look(this.executions);
        if (found === undefined) return;
        unsubscribe();
        signal.removeEventListener('abort', abort);
        resolve(found);
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      check();
    });
  }
}

/** A cancelled execution is followed by another: the pipeline's update cancels the one that made it, and starts the next. */
const hasEnded = (executions: readonly Execution[]): boolean =>
  executions.length > 0 && executions.every(isEnded) && executions.at(-1)?.status !== 'Cancelled';
