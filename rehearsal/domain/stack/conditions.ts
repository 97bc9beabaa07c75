import { resolveCondition, type Evaluation } from './intrinsics.ts';
import type { Template } from './template.ts';
import { validationError } from './validation-error.ts';

/** The template's conditions as a function by name, each evaluated once. Throws `ValidationError` for unknown names and circles. */
export function conditionsOf(
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
): (name: string) => boolean {
  const values = new Map<string, boolean>();
  const open: string[] = [];
  const evaluation: Evaluation = {
    template,
    parameters,
    condition,
    refResource: noResource,
    attribute: noResource,
    importValue: () => {
      throw validationError('Template error: Fn::ImportValue cannot be used in Conditions.');
    },
    availabilityZones: () => [],
  };
  function condition(name: string): boolean {
    const known = values.get(name);
    if (known !== undefined) return known;
    if (!(name in template.Conditions))
      throw validationError(`Template format error: Unresolved condition dependency ${name} in the template`);
    if (open.includes(name))
      throw validationError(
        `Template format error: Found circular condition dependency: ${[...open, name].join(' -> ')}`,
      );
    open.push(name);
    const value = resolveCondition(template.Conditions[name], evaluation);
    open.pop();
    values.set(name, value);
    return value;
  }
  return condition;
}

/** Throws `ValidationError` with the description of the first assertion of the template's Rules that does not hold. */
export function assertRules(template: Template, parameters: Readonly<Record<string, unknown>>): void {
  const evaluation: Evaluation = {
    template,
    parameters,
    condition: conditionsOf(template, parameters),
    refResource: noResource,
    attribute: noResource,
    importValue: noResource,
    availabilityZones: () => [],
  };
  for (const [name, rule] of Object.entries(template.Rules)) {
    if (rule.RuleCondition !== undefined && !resolveCondition(rule.RuleCondition, evaluation)) continue;
    for (const { Assert, AssertDescription } of rule.Assertions)
      if (!resolveCondition(Assert, evaluation))
        throw validationError(AssertDescription ?? `Rule ${name} does not hold`);
  }
}

function noResource(id: string): never {
  throw validationError(
    `Template format error: Unresolved dependencies [${id}]. Cannot reference resources in the Conditions block of the template`,
  );
}
