import { sourceActionsOf, typeKey, type ActionDefinition, type PipelineDefinition } from './definition.ts';
import { OWN_NAMESPACES, referencesIn } from './variables.ts';

/** What an action of a type may declare. Source: user guide, pipeline structure and action structure references. */
export interface ActionTypeRules {
  inputs: readonly [fewest: number, most: number];
  outputs: readonly [fewest: number, most: number];
  /** Keys of the configuration. */
  required: readonly string[];
  optional: readonly string[];
  /** AWS has them, the rehearsal does not. */
  unsupported: readonly string[];
}

/** `code` is the API's. */
export interface DefinitionFinding {
  code: 'InvalidStructureException' | 'InvalidStageDeclarationException' | 'InvalidActionDeclarationException';
  message: string;
}

/**
 * The first thing that is wrong with a pipeline, or undefined. Source: user guide, "CodePipeline pipeline structure reference".
 * Texts on stages, on artifact counts, on artifacts nobody declares and on configuration are AWS's as users quote them, the
 * others the rehearsal's own.
 */
export function checkDefinition(
  definition: PipelineDefinition,
  types: Readonly<Record<string, ActionTypeRules>>,
): DefinitionFinding | undefined {
  return (
    checkStructure(definition) ?? checkActions(definition, types) ?? checkOrder(definition) ?? checkTriggers(definition)
  );
}

const structure = (message: string): DefinitionFinding => ({ code: 'InvalidStructureException', message });
const stageFault = (message: string): DefinitionFinding => ({ code: 'InvalidStageDeclarationException', message });
const actionFault = (message: string): DefinitionFinding => ({ code: 'InvalidActionDeclarationException', message });

function checkStructure(definition: PipelineDefinition): DefinitionFinding | undefined {
  const { stages, pipelineType, executionMode, variables, triggers } = definition;
  if (stages.length < 2)
    return structure(
      `Pipeline has only ${stages.length} stage(s). There should be a minimum of 2 stages in a pipeline`,
    );
  const repeated = firstRepeated(stages.map(({ name }) => name));
  if (repeated !== undefined) return stageFault(`Stage names must be unique; '${repeated}' is used more than once.`);
  const isSource = ({ type }: ActionDefinition) => type.category === 'Source';
  if (sourceActionsOf(definition).length === 0 || !sourceActionsOf(definition).every(isSource))
    return structure('Pipeline should start with a stage that only contains source actions');
  for (const { name, actions } of stages) {
    if (actions.length === 0) return stageFault(`Stage '${name}' should have at least one action.`);
    const twice = firstRepeated(actions.map((action) => action.name));
    if (twice !== undefined)
      return stageFault(`Action names must be unique in a stage; '${twice}' is used more than once.`);
  }
  if (stages.slice(1).some(({ actions }) => actions.some(isSource)))
    return structure('Only the first stage of a pipeline may contain source actions.');
  if (pipelineType !== 'V2' && (executionMode !== 'SUPERSEDED' || variables.length > 0 || triggers.length > 0))
    return structure('Execution modes, variables and triggers need a pipeline of type V2.');
  return undefined;
}

function checkActions(
  { stages }: PipelineDefinition,
  types: Readonly<Record<string, ActionTypeRules>>,
): DefinitionFinding | undefined {
  for (const action of stages.flatMap(({ actions }) => actions)) {
    const { name, type, runOrder, inputs, outputs } = action;
    const rules = types[typeKey(type)];
    if (!rules) return actionFault(`The rehearsal has no action type ${typeKey(type)}, which action '${name}' is of.`);
    if (!Number.isInteger(runOrder) || runOrder < 1 || runOrder > 999)
      return actionFault(`The run order of action '${name}' must be between 1 and 999.`);
    const fault =
      countFault(name, 'input', inputs.length, rules.inputs) ??
      countFault(name, 'output', outputs.length, rules.outputs) ??
      configurationFault(action, rules);
    if (fault !== undefined) return actionFault(fault);
  }
  return undefined;
}

function countFault(
  action: string,
  kind: 'input' | 'output',
  count: number,
  [fewest, most]: readonly [number, number],
): string | undefined {
  const declares = `Action ${action} declares ${count} ${kind} artifacts which is`;
  if (count < fewest) return `${declares} less than the minimum count (${fewest})`;
  return count > most ? `${declares} more than the maximum count (${most})` : undefined;
}

function configurationFault({ name, configuration }: ActionDefinition, rules: ActionTypeRules): string | undefined {
  const missing = rules.required.find((key) => !configuration[key]);
  if (missing !== undefined)
    return `Action configuration for action '${name}' is missing required configuration '${missing}'`;
  for (const key of Object.keys(configuration)) {
    if (rules.unsupported.includes(key)) return `The rehearsal does not implement ${key} of action '${name}'.`;
    if (!rules.required.includes(key) && !rules.optional.includes(key))
      return `Action configuration for action '${name}' contains unknown configuration '${key}'`;
  }
  return undefined;
}

/** Artifacts and variables come from actions before. Those of one run order are beside each other, not before. */
function checkOrder({ stages, variables }: PipelineDefinition): DefinitionFinding | undefined {
  const artifacts = new Set<string>();
  const namespaces = new Set<string>(OWN_NAMESPACES);
  for (const { actions } of stages) {
    const orders = [...new Set(actions.map(({ runOrder }) => runOrder))].toSorted((a, b) => a - b);
    for (const order of orders) {
      const group = actions.filter(({ runOrder }) => runOrder === order);
      for (const { name, inputs, configuration } of group) {
        const unknown = inputs.find((input) => !artifacts.has(input));
        if (unknown !== undefined)
          return actionFault(
            `Input Artifact Bundle ${unknown} in action ${name} is not declared as Output Artifact Bundle in any of the preceding actions`,
          );
        const fault = referenceFault(configuration, namespaces, variables);
        if (fault !== undefined) return actionFault(`Action '${name}' refers to the variable ${fault}.`);
      }
      for (const { name, outputs, namespace } of group) {
        const again = outputs.find((output) => artifacts.has(output)) ?? firstRepeated(outputs);
        if (again !== undefined)
          return actionFault(`Output Artifact Bundle ${again} of action ${name} is declared more than once.`);
        for (const output of outputs) artifacts.add(output);
        if (namespace === undefined) continue;
        if (namespaces.has(namespace)) return actionFault(`The namespace '${namespace}' of action '${name}' is taken.`);
        namespaces.add(namespace);
      }
    }
  }
  return undefined;
}

function referenceFault(
  configuration: Readonly<Record<string, string>>,
  namespaces: ReadonlySet<string>,
  variables: PipelineDefinition['variables'],
): string | undefined {
  for (const { namespace, name } of referencesIn(configuration)) {
    const text = `#{${namespace}.${name}}`;
    if (!namespaces.has(namespace)) return `${text}, whose namespace no action before it has`;
    if (namespace === 'variables' && !variables.some((variable) => variable.name === name))
      return `${text}, which the pipeline does not declare`;
    if (namespace === 'codepipeline' && name !== 'PipelineExecutionId')
      return `${text}, which CodePipeline does not have`;
  }
  return undefined;
}

function checkTriggers(definition: PipelineDefinition): DefinitionFinding | undefined {
  const twice = firstRepeated(definition.triggers.map(({ sourceActionName }) => sourceActionName));
  if (twice !== undefined) return structure(`Source action '${twice}' has more than one trigger.`);
  const unknown = definition.triggers.find(
    ({ sourceActionName }) => !sourceActionsOf(definition).some(({ name }) => name === sourceActionName),
  );
  return unknown && structure(`A trigger names the source action '${unknown.sourceActionName}', which does not exist.`);
}

function firstRepeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
