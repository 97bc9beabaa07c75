import { intrinsicOf, resolve, type Evaluation } from './intrinsics.ts';
import type { IncludedTemplate } from './included-template.ts';
import { isDocument, type TemplateResource } from './template.ts';

/** What an update would do to one resource. Source: CloudFormation API, ResourceChange. */
export interface ResourceChange {
  logicalId: string;
  type: string;
  action: 'Add' | 'Modify' | 'Remove';
  /** `Conditional`: a property that demands replacement depends on what is known only when the update runs. */
  replacement?: 'True' | 'False' | 'Conditional';
  /** Attributes of the resource that differ. */
  scope: ('Properties' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy' | 'Tags')[];
  /** Top-level properties that differ. */
  properties: string[];
}

/** What makes a new resource of a type. */
export type ReplaceOn = (type: string) => readonly string[];

/** Changes from one template (none for a new stack) to another, as far as they are known before anything runs. */
export function changesBetween(
  before: IncludedTemplate | undefined,
  after: IncludedTemplate,
  replaceOn: ReplaceOn,
): ResourceChange[] {
  const changes: ResourceChange[] = [];
  const touched = new Map<string, ResourceChange>();
  for (const logicalId of after.order) {
    const resource = after.resources.get(logicalId);
    if (!resource) continue;
    const old = before?.resources.get(logicalId);
    const change =
      old && before
        ? modification(logicalId, old, before, resource, after, replaceOn, touched)
        : added(logicalId, resource);
    if (!change) continue;
    touched.set(logicalId, change);
    changes.push(change);
  }
  for (const [logicalId, resource] of before?.resources ?? [])
    if (!after.resources.has(logicalId))
      changes.push({ logicalId, type: resource.Type, action: 'Remove', scope: [], properties: [] });
  return changes;
}

/** True when an update with this template would do nothing. Outputs count, a template's own Metadata and Description do not. */
export function isSameTemplate(before: IncludedTemplate, after: IncludedTemplate): boolean {
  if (changesBetween(before, after, () => []).length > 0) return false;
  return sameValue(outputsOf(before), outputsOf(after));
}

/** Equal documents, whatever the order of their keys. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (Array.isArray(left))
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => sameValue(item, right[index]))
    );
  if (!isDocument(left) || !isDocument(right)) return left === right;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]))
  );
}

const added = (logicalId: string, resource: TemplateResource): ResourceChange => ({
  logicalId,
  type: resource.Type,
  action: 'Add',
  scope: [],
  properties: [],
});

function modification(
  logicalId: string,
  old: TemplateResource,
  before: IncludedTemplate,
  resource: TemplateResource,
  after: IncludedTemplate,
  replaceOn: ReplaceOn,
  touched: ReadonlyMap<string, ResourceChange>,
): ResourceChange | undefined {
  const [was, is] = [simplify(old.Properties ?? {}, before), simplify(resource.Properties ?? {}, after)] as Record<
    string,
    unknown
  >[];
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  const changed = names.filter((name) => !sameValue(was?.[name], is?.[name]));
  // A property that names a resource which is replaced may change too; whether it does is known when the update runs.
  const dynamic = names.filter((name) => !changed.includes(name) && namesReplaced(is?.[name], touched));
  const scope: ResourceChange['scope'] = [];
  if ([...changed, ...dynamic].some((name) => name !== 'Tags')) scope.push('Properties');
  if ([...changed, ...dynamic].includes('Tags')) scope.push('Tags');
  for (const attribute of ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'] as const)
    if (!sameValue(old[attribute], resource[attribute])) scope.push(attribute);
  if (old.Type !== resource.Type)
    return {
      logicalId,
      type: resource.Type,
      action: 'Modify',
      replacement: 'True',
      scope: ['Properties'],
      properties: [],
    };
  if (scope.length === 0) return undefined;
  const replacing = replaceOn(resource.Type);
  const replacement = changed.some((name) => replacing.includes(name))
    ? 'True'
    : dynamic.some((name) => replacing.includes(name))
      ? 'Conditional'
      : 'False';
  return { logicalId, type: resource.Type, action: 'Modify', replacement, scope, properties: [...changed, ...dynamic] };
}

function namesReplaced(value: unknown, touched: ReadonlyMap<string, ResourceChange>): boolean {
  if (Array.isArray(value)) return value.some((item) => namesReplaced(item, touched));
  if (!isDocument(value)) return false;
  const intrinsic = intrinsicOf(value);
  const argument = intrinsic?.argument;
  const id =
    intrinsic?.name === 'Ref'
      ? argument
      : intrinsic?.name === 'Fn::GetAtt' && Array.isArray(argument)
        ? argument[0]
        : undefined;
  const target = typeof id === 'string' ? touched.get(id) : undefined;
  if (target?.action === 'Modify' && target.replacement !== 'False') return true;
  return Object.values(value).some((member) => namesReplaced(member, touched));
}

function outputsOf(included: IncludedTemplate): unknown {
  return Object.entries(included.template.Outputs)
    .filter(([, { Condition }]) => Condition === undefined || included.condition(Condition))
    .map(([name, output]) => [
      name,
      output.Description,
      simplify(output.Value, included),
      simplify(output.Export?.Name, included),
    ]);
}

/** The value with what parameters, mappings and conditions decide put in; references to resources and imports stay as they are. */
function simplify(value: unknown, included: IncludedTemplate): unknown {
  try {
    return resolve(value, staticEvaluation(included));
  } catch (error) {
    if (!(error instanceof NotYetKnown)) throw error;
  }
  if (Array.isArray(value)) return value.map((item) => simplify(item, included));
  if (!isDocument(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Fn::If' && Array.isArray(intrinsic.argument)) {
    const [name, whenTrue, whenFalse] = intrinsic.argument as [string, unknown, unknown];
    return simplify(included.condition(name) ? whenTrue : whenFalse, included);
  }
  if (intrinsic?.name === 'Ref') return value;
  if (intrinsic?.name === 'Fn::Sub') return { ...value, parameters: included.parameters };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, simplify(member, included)]));
}

class NotYetKnown extends Error {}

function staticEvaluation({ template, parameters, condition }: IncludedTemplate): Evaluation {
  const unknown = () => {
    throw new NotYetKnown('known only when the update runs');
  };
  return {
    template,
    parameters,
    condition,
    refResource: unknown,
    attribute: unknown,
    importValue: unknown,
    availabilityZones: unknown,
  };
}
