import { isEnded, type PipelineRun } from '../../domain/pipeline-run/execution.ts';
import type { World } from '../../engine/world.ts';
import type { PipelineRecord } from '../../runtime/pipelines/pipeline-record.ts';
import { type LineOptions, pipelineLines } from './pipeline-lines.ts';

/** Tells every change of every pipeline as it happens. */
export class PipelineFollower {
  readonly #options: LineOptions & { line: (text: string) => void };
  /** States are immutable: the last one told is kept as it was. */
  readonly #told = new Map<PipelineRecord, PipelineRun>();
  readonly #unsubscribe: () => void;

  constructor({ pipelines }: Pick<World, 'pipelines'>, options: LineOptions & { line: (text: string) => void }) {
    this.#options = options;
    this.#unsubscribe = pipelines.changed.subscribe((record) => this.#tell(record));
  }

  /**
   * Lines on where pipelines are that an earlier engine has left: what goes on, and the last execution if it did not succeed.
   * What ended before that is not told any more.
   */
  standing(records: readonly PipelineRecord[]): string[] {
    return records.flatMap((record) => {
      const { state } = record;
      const last = state.executions.at(-1);
      const past = state.executions.filter((each) => isEnded(each) && (each !== last || each.status === 'Succeeded'));
      this.#told.set(record, state);
      return pipelineLines({ ...state, executions: past }, state, this.#options);
    });
  }

  stop(): void {
    this.#unsubscribe();
  }

  #tell(record: PipelineRecord): void {
    const before = this.#told.get(record);
    for (const line of pipelineLines(before, record.state, this.#options)) this.#options.line(line);
    this.#told.set(record, record.state);
  }
}
