import { isTransient } from '../aws/transient.ts';
import type { PipelineGateway } from './pipeline-gateway.ts';
import { type ActionRun, type BuildLog, hasEnded, isBuild } from './pipeline-view.ts';

/** Looks after a build's end in which its log is read on: CloudWatch Logs may show the last lines late. */
const LOOKS_AFTER_END = 2;

interface Tail {
  log: BuildLog | undefined;
  next: string | undefined;
  looksAfterEnd: number;
}

/** New lines of the logs of builds, look by look. */
export class LogTail {
  readonly #pipelines: PipelineGateway;
  readonly #tails = new Map<string, Tail>();
  /** Builds that had ended when watching began. */
  #past: Set<string> | undefined;

  constructor(pipelines: PipelineGateway) {
    this.#pipelines = pipelines;
  }

  /** A log that cannot be read now is read at the next look; one that may not be read says so once. */
  async newLines(runs: readonly ActionRun[]): Promise<{ run: ActionRun; lines: string[] }[]> {
    const builds = runs.filter(isBuild);
    const past = (this.#past ??= new Set(builds.filter(hasEnded).map(({ id }) => id)));
    return Promise.all(
      builds
        .filter(({ id, externalId }) => !past.has(id) && externalId !== undefined)
        .map(async (run) => {
          try {
            return { run, lines: await this.#newLinesOf(run) };
          } catch (error) {
            if (isTransient(error)) return { run, lines: [] };
            past.add(run.id);
            return { run, lines: [`(this log cannot be read: ${(error as Error).message})`] };
          }
        }),
    );
  }

  async #newLinesOf(run: ActionRun): Promise<string[]> {
    const tail = this.#tails.get(run.id) ?? { log: undefined, next: undefined, looksAfterEnd: 0 };
    this.#tails.set(run.id, tail);
    if (hasEnded(run) && tail.looksAfterEnd++ > LOOKS_AFTER_END) return [];
    // A queued build has no log yet.
    tail.log ??= (await this.#pipelines.builds([run.externalId ?? '']))[0]?.log;
    if (!tail.log) return [];
    const { lines, next } = await this.#pipelines.logLines(tail.log, tail.next);
    tail.next = next;
    return lines;
  }
}
