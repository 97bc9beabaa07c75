import { dependsOn, isDocument, type Template, type TemplateResource } from './template.ts';

/** A part of a template that names something else in it. */
export type Reference =
  | { kind: 'ref'; id: string }
  | { kind: 'attribute'; id: string; attribute: string }
  | { kind: 'condition'; id: string };

/** Every Ref, GetAtt, Sub variable and condition in a value. */
export function referencesIn(value: unknown): Reference[] {
  const found: Reference[] = [];
  visit(value, found);
  return found;
}

/** Logical ids of resources that a resource needs, whether it says so with DependsOn or by reference. */
export function dependenciesOf(template: Template, resource: TemplateResource): Set<string> {
  const ids = new Set(dependsOn(resource));
  for (const reference of referencesIn(resource.Properties))
    if (reference.kind !== 'condition' && reference.id in template.Resources) ids.add(reference.id);
  return ids;
}

/** `['Id', 'Attribute.Name']` or `'Id.Attribute.Name'`. */
export function splitGetAtt(argument: unknown): [id: string, attribute: unknown] | undefined {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot < 0 ? undefined : [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  if (Array.isArray(argument) && argument.length >= 2 && typeof argument[0] === 'string') {
    const rest = argument.slice(1) as unknown[];
    return [argument[0], rest.length === 1 ? rest[0] : rest.join('.')];
  }
  return undefined;
}

/** The pieces of a `Fn::Sub` text: literals and variables. `${!Name}` is a literal `${Name}`. */
export function subPieces(text: string): { literal?: string; variable?: string }[] {
  const pieces: { literal?: string; variable?: string }[] = [];
  let last = 0;
  for (const match of text.matchAll(/\$\{(!?)([^}]*)\}/g)) {
    if (match.index > last) pieces.push({ literal: text.slice(last, match.index) });
    pieces.push(match[1] ? { literal: `\${${match[2]}}` } : { variable: (match[2] ?? '').trim() });
    last = match.index + match[0].length;
  }
  if (last < text.length) pieces.push({ literal: text.slice(last) });
  return pieces;
}

function visit(value: unknown, found: Reference[]): void {
  if (Array.isArray(value)) return value.forEach((item) => visit(item, found));
  if (!isDocument(value)) return;
  const [key, argument] = Object.entries(value)[0] ?? [];
  if (Object.keys(value).length !== 1 || key === undefined)
    return Object.values(value).forEach((item) => visit(item, found));
  if (key === 'Ref' && typeof argument === 'string') found.push({ kind: 'ref', id: argument });
  else if (key === 'Condition' && typeof argument === 'string') found.push({ kind: 'condition', id: argument });
  else if (key === 'Fn::GetAtt') visitGetAtt(argument, found);
  else if (key === 'Fn::Sub') visitSub(argument, found);
  else {
    if (key === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string')
      found.push({ kind: 'condition', id: argument[0] });
    visit(argument, found);
  }
}

function visitGetAtt(argument: unknown, found: Reference[]): void {
  const parts = splitGetAtt(argument);
  if (!parts) return;
  found.push({ kind: 'attribute', id: parts[0], attribute: typeof parts[1] === 'string' ? parts[1] : '' });
  visit(parts[1], found);
}

function visitSub(argument: unknown, found: Reference[]): void {
  const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  const own = isDocument(variables) ? variables : {};
  visit(Object.values(own), found);
  if (typeof text !== 'string') return;
  for (const { variable } of subPieces(text)) {
    if (variable === undefined || variable in own) continue;
    const dot = variable.indexOf('.');
    if (dot < 0) found.push({ kind: 'ref', id: variable });
    else found.push({ kind: 'attribute', id: variable.slice(0, dot), attribute: variable.slice(dot + 1) });
  }
}
