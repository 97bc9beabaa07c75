import { assertNever } from '../../kernel/assert-never.ts';
import { isServed } from './dynamic-references.ts';
import { checkProperties, type PropertyFinding } from './check-properties.ts';
import type { KnownTypes } from './known-properties.ts';
import type { PropertyShape } from './property-shape.ts';
import { isDocument, type Template, type TemplateResource } from './template.ts';

/** What keeps a template from being rehearsed, by name. */
export interface TemplateFinding {
  logicalId: string;
  type: string;
  /** For example `/Resources/Service/Properties/LoadBalancers/0/Foo`. */
  path: string;
  problem:
    | 'unsupported-type'
    | 'unknown-property'
    | 'unimplemented-property'
    | 'unsupported-attribute'
    | 'wrong-structure'
    | 'dynamic-reference';
  message: string;
}

/** The part of a provider that the check reads. */
interface CheckedProvider {
  readonly type: string;
  readonly properties: Readonly<Record<string, PropertyShape>>;
}

export interface CheckedTypes {
  providers: readonly CheckedProvider[];
  /** Types that are only remembered. */
  recorded: readonly { readonly type: string }[];
  known: KnownTypes;
}

/** A type ending in `*` stands for all that begin so: `Custom::*`. */
export function findType<T extends { readonly type: string }>(types: readonly T[], type: string): T | undefined {
  return (
    types.find((candidate) => candidate.type === type) ??
    types.find((candidate) => candidate.type.endsWith('*') && type.startsWith(candidate.type.slice(0, -1)))
  );
}

/** Everything in the template that the rehearsal cannot do, before anything starts. Resources whose condition is false are left out. */
export function checkTemplate(
  template: Template,
  types: CheckedTypes,
  isIncluded: (resource: TemplateResource) => boolean = () => true,
): TemplateFinding[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => isIncluded(resource))
    .flatMap(([logicalId, resource]) => checkResource(logicalId, resource, types));
}

const POLICIES = new Set(['Delete', 'Retain', 'RetainExceptOnCreate']);

function checkResource(logicalId: string, resource: TemplateResource, types: CheckedTypes): TemplateFinding[] {
  const { Type: type } = resource;
  const at = `/Resources/${logicalId}`;
  const provider = findType(types.providers, type);
  if (!provider) {
    if (findType(types.recorded, type)) return [];
    const message = `${logicalId}: the rehearsal does not support the resource type ${type}.`;
    return [{ logicalId, type, path: `${at}/Type`, problem: 'unsupported-type', message }];
  }
  return [
    ...checkAttributes(resource).map((attribute) => ({
      logicalId,
      type,
      path: `${at}/${attribute}`,
      problem: 'unsupported-attribute' as const,
      message: `${logicalId} (${type}): the rehearsal does not support the attribute ${attribute}: ${JSON.stringify(
        resource[attribute],
      )}.`,
    })),
    ...dynamicReferences(resource.Properties ?? {}, `${at}/Properties`).map(([path, text]) => ({
      logicalId,
      type,
      path,
      problem: 'dynamic-reference' as const,
      message: `${logicalId} (${type}): the rehearsal does not resolve this dynamic reference: ${text}.`,
    })),
    ...checkProperties(resource.Properties ?? {}, provider.properties, types.known[type]).map((finding) => ({
      logicalId,
      type,
      path: `${at}/Properties/${finding.path}`,
      problem: problemOf(finding),
      message: messageOf(logicalId, type, finding),
    })),
  ];
}

/** References to stores that are not served; left as they are they would reach a resource as its value. */
function dynamicReferences(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === 'string') return isServed(value) ? [] : [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => dynamicReferences(member, `${path}/${key}`));
}

function checkAttributes(
  resource: TemplateResource,
): ('CreationPolicy' | 'UpdatePolicy' | 'DeletionPolicy' | 'UpdateReplacePolicy')[] {
  const policies = (['DeletionPolicy', 'UpdateReplacePolicy'] as const).filter(
    (attribute) => resource[attribute] !== undefined && !POLICIES.has(resource[attribute]),
  );
  const behaviours = (['CreationPolicy', 'UpdatePolicy'] as const).filter((attribute) => {
    const value = resource[attribute];
    return value !== undefined && !(isDocument(value) && Object.keys(value).length === 0);
  });
  return [...policies, ...behaviours];
}

function problemOf(finding: PropertyFinding): TemplateFinding['problem'] {
  switch (finding.problem) {
    case 'unknown':
      return 'unknown-property';
    case 'unimplemented':
      return 'unimplemented-property';
    case 'structure':
      return 'wrong-structure';
    default:
      return assertNever(finding.problem);
  }
}

function messageOf(logicalId: string, type: string, { problem, path, expected }: PropertyFinding): string {
  const property = path.replaceAll('/', '.');
  switch (problem) {
    case 'unknown':
      return `${logicalId}: ${type} has no property ${property}.`;
    case 'unimplemented':
      return `${logicalId}: the rehearsal does not implement the property ${property} of ${type}.`;
    case 'structure':
      return `${logicalId}: the property ${property} of ${type} must be ${expected}.`;
    default:
      return assertNever(problem);
  }
}
