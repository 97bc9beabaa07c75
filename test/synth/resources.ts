import type { Assembly, Resource, Template } from './assembly.ts';

export const ENVIRONMENTS = ['dev', 'prod'] as const;

export function templateOf(assembly: Assembly, stackName: string): Template {
  const stack = assembly.get(stackName);
  if (stack === undefined) throw new Error(`No stack ${stackName}; there are ${[...assembly.keys()].join(', ')}`);
  return stack.template;
}

/** Resources of a type by logical id. */
export const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

export function onlyOne(template: Template, type: string): Resource {
  const [first, ...more] = ofType(template, type);
  if (first === undefined || more.length > 0)
    throw new Error(`${more.length + (first ? 1 : 0)} resources of ${type}, not one`);
  return first[1];
}

/** The one resource of a type whose property has the value, with its logical id. */
export function named(template: Template, type: string, property: string, value: string): [string, Resource] {
  const [first, ...more] = ofType(template, type).filter(([, { Properties }]) => Properties[property] === value);
  if (first === undefined || more.length > 0)
    throw new Error(`${more.length + (first ? 1 : 0)} resources of ${type} with ${property} ${value}, not one`);
  return first;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Each action that a role's inline policies allow, with each resource. */
export function statementsOf({ Properties }: Resource): [action: string, resource: string][] {
  const policies = (Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource): [string, string] => [action, text(resource)])),
    );
}

/** The string that intrinsic functions leave behind, with `${…}` where a value is known only at deployment. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
  return join === undefined ? `\${${JSON.stringify(value)}}` : join[1].map(text).join(join[0]);
}
