import type { Context } from '../context.ts';
import type { PipelineEvent } from './changes-of.ts';
import type { PipelineGateway } from './pipeline-gateway.ts';

/** What every command of a pipeline gets. */
export interface PipelineContext extends Context {
  pipelines: PipelineGateway;
  /** For programs, as it happens: nothing without --json. */
  report(event: PipelineEvent): void;
}
