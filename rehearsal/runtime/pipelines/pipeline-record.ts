import type { PipelineDefinition } from '../../domain/pipeline-run/definition.ts';
import type { PipelineEvent } from '../../domain/pipeline-run/events.ts';
import { evolve } from '../../domain/pipeline-run/evolve.ts';
import type { PipelineRun } from '../../domain/pipeline-run/execution.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';

/** A pipeline as it is kept for the next engine. */
export interface SavedPipeline {
  scope: Scope;
  name: string;
  tags: Record<string, string>;
  definitions: readonly PipelineDefinition[];
  requests: ReadonlyMap<string, string>;
  state: PipelineRun;
}

/** A pipeline and everything that happened to it. */
export class PipelineRecord {
  readonly scope: Scope;
  readonly name: string;
  /** Every definition it had; the first is version 1. */
  readonly definitions: PipelineDefinition[] = [];
  /** Ids of executions by client request token. */
  readonly requests = new Map<string, string>();
  tags: Record<string, string>;
  #state: PipelineRun | undefined;

  constructor(scope: Scope, name: string, tags: Record<string, string>) {
    this.scope = scope;
    this.name = name;
    this.tags = tags;
  }

  static restored({ scope, name, tags, definitions, requests, state }: SavedPipeline): PipelineRecord {
    const record = new PipelineRecord(scope, name, tags);
    record.definitions.push(...definitions);
    for (const [token, executionId] of requests) record.requests.set(token, executionId);
    record.#state = state;
    return record;
  }

  get arn(): string {
    return arnOf(this.scope, 'codepipeline', this.name);
  }

  /** Undefined until the pipeline is defined. */
  get run(): PipelineRun | undefined {
    return this.#state;
  }

  /** The state of a pipeline that others can see. */
  get state(): PipelineRun {
    if (!this.#state) throw new TypeError(`${this.name} is not defined.`);
    return this.#state;
  }

  append(events: readonly PipelineEvent[]): void {
    for (const event of events) {
      this.#state = evolve(this.#state, event);
      if (event.type === 'PipelineDefined') this.definitions.push(event.definition);
    }
  }

  saved(): SavedPipeline {
    const { scope, name, tags, definitions, requests, state } = this;
    return { scope, name, tags, definitions, requests, state };
  }
}
