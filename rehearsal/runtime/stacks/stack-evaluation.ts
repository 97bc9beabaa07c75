import { resolve, type Evaluation } from '../../domain/stack/intrinsics.ts';
import type { IncludedTemplate } from '../../domain/stack/included-template.ts';
import { validationError } from '../../domain/stack/validation-error.ts';
import { noSuchAttribute } from './errors.ts';
import type { StackExports } from './stack-exports.ts';
import type { StackOutput, StackRecord } from './stack-record.ts';

/** Values of a template as its resources now stand. Imports that are read are added to `imports`. */
export function stackEvaluation(
  stack: StackRecord,
  included: IncludedTemplate,
  exports: StackExports,
  availabilityZones: (region: string) => string[],
  imports: Set<string>,
): Evaluation {
  const stateOf = (logicalId: string) => {
    const state = stack.resources.get(logicalId)?.state;
    if (!state)
      throw validationError(`Unresolved resource dependencies [${logicalId}] in the Resources block of the template`);
    return state;
  };
  return {
    template: included.template,
    parameters: included.parameters,
    condition: included.condition,
    refResource: (logicalId) => stateOf(logicalId).physicalId,
    attribute: (logicalId, attribute) => {
      const { attributes } = stateOf(logicalId);
      if (!Object.hasOwn(attributes, attribute)) throw noSuchAttribute(logicalId, attribute);
      return attributes[attribute];
    },
    importValue: (name) => {
      const value = exports.value(stack.scope, name);
      imports.add(name);
      return value;
    },
    availabilityZones,
  };
}

export function outputsOf(included: IncludedTemplate, evaluation: Evaluation): StackOutput[] {
  return Object.entries(included.template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || included.condition(Condition))
    .map(([key, output]) => {
      const value = resolve(output.Value, evaluation);
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
        throw validationError(
          `Template format error: The Value field of every Outputs member must evaluate to a String. (${key})`,
        );
      return {
        key,
        value: String(value),
        ...(output.Description !== undefined && { description: output.Description }),
        ...(output.Export && { exportName: String(resolve(output.Export.Name, evaluation)) }),
      };
    });
}
