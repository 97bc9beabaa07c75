import type { PipelineRecord } from '../runtime/pipelines/pipeline-record.ts';
import type { BuildRecord } from '../runtime/builds/build-record.ts';
import type { World } from '../engine/world.ts';

const LOOK_EVERY_MS = 200;

/** Tells what the builds of pipelines say, as they say it, each line with its action's name. */
export class BuildLines {
  readonly #world: World;
  readonly #line: (action: string, text: string) => void;
  /** By build: how many of its lines were told. */
  readonly #told = new Map<string, number>();
  readonly #pipelines = new Set<PipelineRecord>();
  readonly #timer: NodeJS.Timeout;
  readonly #forget: () => void;

  constructor(world: World, line: (action: string, text: string) => void) {
    this.#world = world;
    this.#line = line;
    this.#forget = world.pipelines.changed.subscribe((record) => void this.#pipelines.add(record));
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** What was said since the last look. */
  look(): void {
    for (const record of this.#pipelines) this.#lookAt(record);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#forget();
  }

  #lookAt({ scope, state }: PipelineRecord): void {
    for (const { actionRuns } of state.executions)
      for (const { action, status, externalId } of actionRuns) {
        const isBuild = externalId !== undefined && (status === 'InProgress' || this.#told.has(externalId));
        if (!isBuild) continue;
        if (this.#world.builds.has(scope, externalId)) this.#tell(this.#world.builds.get(scope, externalId), action);
        if (status !== 'InProgress') this.#told.delete(externalId);
      }
  }

  #tell({ scope, id, log: { group, stream } }: BuildRecord, action: string): void {
    const groups = this.#world.logs.list(scope);
    const events =
      groups
        .find(({ name }) => name === group)
        ?.streams.get(stream)
        ?.events() ?? [];
    for (const { message } of events.slice(this.#told.get(id) ?? 0)) this.#line(action, message);
    this.#told.set(id, events.length);
  }
}
