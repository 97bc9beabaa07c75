import { sourceActionsOf, type PipelineDefinition } from '../../domain/pipeline-run/definition.ts';
import { pipelineErrors } from './errors.ts';

/** Every variable of the pipeline, as given or by default. Throws ValidationException. */
export function valuesFor(
  { variables }: PipelineDefinition,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(given).find((name) => !variables.some((variable) => variable.name === name));
  if (unknown !== undefined) throw pipelineErrors.validation(`The pipeline does not declare the variable ${unknown}.`);
  return Object.fromEntries(
    variables.map(({ name, defaultValue }) => {
      const value = given[name] ?? defaultValue;
      if (value === undefined)
        throw pipelineErrors.validation(`The variable ${name} has neither a value nor a default.`);
      return [name, value];
    }),
  );
}

/** Commits by source action. Throws ValidationException. */
export function revisionsFor(
  definition: PipelineDefinition,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(given).find(
    (name) => !sourceActionsOf(definition).some((action) => action.name === name),
  );
  if (unknown !== undefined) throw pipelineErrors.validation(`The pipeline has no source action ${unknown}.`);
  return { ...given };
}
