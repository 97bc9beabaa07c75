import { checkDefinition } from '../../domain/pipeline-run/check-definition.ts';
import type { PipelineDefinition } from '../../domain/pipeline-run/definition.ts';
import { actionTypes } from './action-types.ts';
import { pipelineErrors } from './errors.ts';

/** Throws what CreatePipeline and UpdatePipeline answer to a definition that may not be. */
export function assertDefinition(definition: PipelineDefinition): void {
  // Source: model, PipelineName.
  if (!/^[A-Za-z0-9.@_-]{1,100}$/.test(definition.name))
    throw pipelineErrors.validation(
      `1 validation error detected: Value '${definition.name}' at 'pipeline.name' failed to satisfy constraint: ` +
        String.raw`Member must satisfy regular expression pattern: [A-Za-z0-9.@\-_]+`,
    );
  const finding = checkDefinition(definition, actionTypes);
  if (finding) throw pipelineErrors.invalidDefinition(finding);
}
