import type { Pipelines } from '../../runtime/pipelines/pipelines.ts';
import type { Handler } from '../../wire/service-table.ts';

export interface CodePipelineDependencies {
  pipelines: Pipelines;
}

/** One operation: given the use cases, a handler of the client's own types. */
export type Operation<Input, Output> = (
  dependencies: CodePipelineDependencies,
) => Handler<Input, Omit<Output, '$metadata'>>;
