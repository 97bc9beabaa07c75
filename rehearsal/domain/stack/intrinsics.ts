import { assignedRanges } from './cidr.ts';
import { splitGetAtt, subPieces } from './references.ts';
import { isDocument, type Template } from './template.ts';
import { validationError } from './validation-error.ts';

/** What values of a template are read against. */
export interface Evaluation {
  readonly template: Template;
  /** Parameters and pseudo parameters by name. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Conditions by name. */
  condition: (name: string) => boolean;
  /** `Ref` of a resource. */
  refResource(logicalId: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  importValue(name: string): unknown;
  availabilityZones(region: string): string[];
}

/** What `AWS::NoValue` becomes; the member or element that holds it disappears. */
const NO_VALUE = Symbol('AWS::NoValue');

/** The value with every intrinsic function replaced by its result. Throws `ValidationError`. */
export function resolve(value: unknown, evaluation: Evaluation): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, evaluation)).filter((item) => item !== NO_VALUE);
  if (!isDocument(value)) return value;
  const intrinsic = intrinsicOf(value);
  if (intrinsic) return functions[intrinsic.name]?.(intrinsic.argument, evaluation) ?? unknownFunction(intrinsic.name);
  const resolved: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const result = resolve(member, evaluation);
    if (result !== NO_VALUE) resolved[key] = result;
  }
  return resolved;
}

/** An object with one key that names a function; `Condition` counts only where conditions are read. */
export function intrinsicOf(value: Record<string, unknown>): { name: string; argument: unknown } | undefined {
  const keys = Object.keys(value);
  const name = keys[0];
  if (keys.length !== 1 || name === undefined || !(name === 'Ref' || name.startsWith('Fn::'))) return undefined;
  return { name, argument: value[name] };
}

/** `{"Condition": "Name"}`, `Fn::And`, `Fn::Equals` …: the value of a condition. */
export function resolveCondition(value: unknown, evaluation: Evaluation): boolean {
  if (isDocument(value) && typeof value.Condition === 'string' && Object.keys(value).length === 1)
    return evaluation.condition(value.Condition);
  const result = resolve(value, evaluation);
  if (result === true || result === 'true') return true;
  if (result === false || result === 'false') return false;
  throw validationError(`Template format error: ${JSON.stringify(value)} is no condition.`);
}

type IntrinsicFunction = (argument: unknown, evaluation: Evaluation) => unknown;

/** Source: CloudFormation user guide, "Intrinsic function reference". */
const functions: Record<string, IntrinsicFunction> = {
  Ref: (id, evaluation) => ref(text('Ref', id), evaluation),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': sub,
  'Fn::Join': (argument, evaluation) => {
    const [delimiter, items] = parts('Fn::Join', argument, 2);
    return listOf('Fn::Join', items, evaluation)
      .map((item) => scalar('Fn::Join', item))
      .join(text('Fn::Join', delimiter));
  },
  'Fn::Split': (argument, evaluation) => {
    const [delimiter, source] = parts('Fn::Split', argument, 2);
    return text('Fn::Split', resolve(source, evaluation)).split(text('Fn::Split', delimiter));
  },
  'Fn::Select': (argument, evaluation) => {
    const [index, items] = parts('Fn::Select', argument, 2);
    const list = listOf('Fn::Select', items, evaluation);
    const position = Number(resolve(index, evaluation));
    if (!(position in list))
      throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${position}`);
    return list[position];
  },
  'Fn::If': (argument, evaluation) => {
    const [name, whenTrue, whenFalse] = parts('Fn::If', argument, 3);
    return resolve(evaluation.condition(text('Fn::If', name)) ? whenTrue : whenFalse, evaluation);
  },
  'Fn::Equals': (argument, evaluation) => {
    const [left, right] = parts('Fn::Equals', argument, 2).map((item) => resolve(item, evaluation));
    return isScalar(left) && isScalar(right)
      ? String(left) === String(right)
      : JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, evaluation) =>
    conditions('Fn::And', argument).every((item) => resolveCondition(item, evaluation)),
  'Fn::Or': (argument, evaluation) => conditions('Fn::Or', argument).some((item) => resolveCondition(item, evaluation)),
  'Fn::Not': (argument, evaluation) => !resolveCondition(parts('Fn::Not', argument, 1)[0], evaluation),
  'Fn::Contains': (argument, evaluation) => {
    const [items, item] = parts('Fn::Contains', argument, 2);
    return listOf('Fn::Contains', items, evaluation)
      .map(String)
      .includes(String(resolve(item, evaluation)));
  },
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, evaluation) => base64(text('Fn::Base64', resolve(argument, evaluation))),
  'Fn::Cidr': (argument, evaluation) => {
    const [block, count, bits = 8] = listOf('Fn::Cidr', argument, evaluation);
    return assignedRanges(text('Fn::Cidr', block), Number(count), Number(bits));
  },
  'Fn::GetAZs': (argument, evaluation) => {
    const region = text('Fn::GetAZs', resolve(argument, evaluation));
    return evaluation.availabilityZones(region === '' ? String(evaluation.parameters['AWS::Region']) : region);
  },
  'Fn::ImportValue': (argument, evaluation) =>
    evaluation.importValue(text('Fn::ImportValue', resolve(argument, evaluation))),
  'Fn::Length': (argument, evaluation) => listOf('Fn::Length', argument, evaluation).length,
  'Fn::ToJsonString': (argument, evaluation) => JSON.stringify(resolve(argument, evaluation)),
};

function ref(id: string, evaluation: Evaluation): unknown {
  if (id === 'AWS::NoValue') return NO_VALUE;
  if (id in evaluation.parameters) return evaluation.parameters[id];
  if (id in evaluation.template.Resources) return evaluation.refResource(id);
  throw validationError(
    `Template format error: Unresolved resource dependencies [${id}] in the Resources block of the template`,
  );
}

function getAtt(argument: unknown, evaluation: Evaluation): unknown {
  const found = splitGetAtt(argument);
  if (!found)
    throw validationError(
      `Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute`,
    );
  const [id, attribute] = found;
  if (!(id in evaluation.template.Resources))
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${id}`);
  return evaluation.attribute(id, text('Fn::GetAtt', resolve(attribute, evaluation)));
}

function sub(argument: unknown, evaluation: Evaluation): string {
  const [source, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  const own = isDocument(variables) ? variables : {};
  const valueOf = (variable: string) => {
    if (variable in own) return resolve(own[variable], evaluation);
    return variable.includes('.') ? getAtt(variable, evaluation) : ref(variable, evaluation);
  };
  return subPieces(text('Fn::Sub', source))
    .map(({ literal, variable }) => literal ?? scalar('Fn::Sub', valueOf(variable ?? '')))
    .join('');
}

function findInMap(argument: unknown, evaluation: Evaluation): unknown {
  const [map, first, second, options] = (Array.isArray(argument) ? (argument as unknown[]) : []).map((item) =>
    resolve(item, evaluation),
  );
  const [mapName, topKey, secondKey] = [map, first, second].map((item) => text('Fn::FindInMap', item)) as [
    string,
    string,
    string,
  ];
  const found = evaluation.template.Mappings[mapName]?.[topKey]?.[secondKey];
  if (found !== undefined) return found;
  // `DefaultValue` needs the transform AWS::LanguageExtensions, which is refused; so it is never honoured here.
  if (options !== undefined) throw validationError('The rehearsal does not support DefaultValue of Fn::FindInMap.');
  throw validationError(`Template error: Unable to get mapping for ${mapName}::${topKey}::${secondKey}`);
}

function unknownFunction(name: string): never {
  throw validationError(
    name in functions
      ? `Template error: ${name} has no value`
      : `Template error: the rehearsal does not know the intrinsic function ${name}`,
  );
}

function parts(name: string, argument: unknown, count: number): unknown[] {
  if (Array.isArray(argument) && argument.length === count) return argument as unknown[];
  throw validationError(`Template error: every ${name} object requires a list of ${count} parameter(s).`);
}

function conditions(name: string, argument: unknown): unknown[] {
  if (Array.isArray(argument) && argument.length >= 2 && argument.length <= 10) return argument as unknown[];
  throw validationError(
    `Template error: every ${name} object requires a list of at least 2 and at most 10 boolean parameters.`,
  );
}

function listOf(name: string, value: unknown, evaluation: Evaluation): unknown[] {
  const list = resolve(value, evaluation);
  if (Array.isArray(list)) return list as unknown[];
  throw validationError(`Template error: ${name} needs a list, not ${JSON.stringify(list)}.`);
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

function scalar(name: string, value: unknown): string {
  if (isScalar(value)) return String(value);
  throw validationError(`Template error: ${name} needs text, not ${JSON.stringify(value)}.`);
}

function text(name: string, value: unknown): string {
  if (isScalar(value)) return String(value);
  throw validationError(`Template error: ${name} needs a string, not ${JSON.stringify(value)}.`);
}

/** UTF-8, as CloudFormation encodes user data. */
const base64 = (plain: string): string => btoa(String.fromCodePoint(...new TextEncoder().encode(plain)));
