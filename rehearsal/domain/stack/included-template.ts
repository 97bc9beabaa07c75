import { conditionsOf } from './conditions.ts';
import { dependenciesOf, referencesIn } from './references.ts';
import { dependsOn, type Template, type TemplateResource } from './template.ts';
import { orderOf, type DependencyGraph } from './dependency-graph.ts';
import { validationError } from './validation-error.ts';

/** A template with its parameters known: which resources and outputs exist, and in which order. */
export interface IncludedTemplate {
  template: Template;
  parameters: Readonly<Record<string, unknown>>;
  condition: (name: string) => boolean;
  resources: ReadonlyMap<string, TemplateResource>;
  graph: DependencyGraph;
  /** Dependencies first. */
  order: readonly string[];
}

/** Throws `ValidationError` for references that lead nowhere and for circles. */
export function includeResources(template: Template, parameters: Readonly<Record<string, unknown>>): IncludedTemplate {
  const condition = conditionsOf(template, parameters);
  // Evaluated even when nothing uses them: a broken condition is a broken template.
  for (const name of Object.keys(template.Conditions)) condition(name);
  checkReferences(template, parameters);
  const included = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || condition(Condition),
  );
  const resources = new Map(included);
  const graph = new Map(
    included.map(([id, resource]) => [
      id,
      new Set([...dependenciesOf(template, resource)].filter((need) => resources.has(need))),
    ]),
  );
  return { template, parameters, condition, resources, graph, order: orderOf(graph) };
}

function checkReferences(template: Template, parameters: Readonly<Record<string, unknown>>): void {
  const exists = (id: string) => id in template.Resources || id in parameters || id === 'AWS::NoValue';
  const missing = new Set<string>();
  for (const resource of Object.values(template.Resources)) {
    for (const reference of referencesIn(resource.Properties))
      if (reference.kind !== 'condition' && !exists(reference.id)) missing.add(reference.id);
    for (const id of dependsOn(resource)) if (!(id in template.Resources)) missing.add(id);
  }
  if (missing.size > 0)
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...missing].join(', ')}] in the Resources block of the template`,
    );
  const lost = new Set(
    Object.values(template.Outputs)
      .flatMap((output) => referencesIn([output.Value, output.Export?.Name]))
      .filter((reference) => reference.kind !== 'condition' && !exists(reference.id))
      .map(({ id }) => id),
  );
  if (lost.size > 0)
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...lost].join(', ')}] in the Outputs block of the template`,
    );
}
