import type { Template, TemplateParameter } from './template.ts';
import { validationError } from './validation-error.ts';

export interface ResolvedParameter {
  /** As given: for SSM types the parameter's name. */
  value: string;
  /** What `Ref` gives. */
  resolved: string | string[];
  noEcho: boolean;
  /** True for SSM-typed parameters: DescribeStacks shows `ResolvedValue` for them. */
  fromStore: boolean;
}

export interface ParameterSources {
  /** As the caller gives them. */
  given: Readonly<Record<string, string>>;
  /** Names whose value of the stack's last operation is used again. */
  usePrevious?: readonly string[];
  previous?: Readonly<Record<string, string>>;
  /** Value of an SSM parameter, undefined when there is none. */
  store: (name: string) => string | undefined;
}

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;

/** Checks and resolves a template's parameters. Throws `ValidationError` with CloudFormation's texts. */
export function resolveParameters(template: Template, sources: ParameterSources): Record<string, ResolvedParameter> {
  const strangers = [...Object.keys(sources.given), ...(sources.usePrevious ?? [])].filter(
    (name) => !(name in template.Parameters),
  );
  if (strangers.length > 0) throw validationError(`Parameters: [${strangers.join(', ')}] do not exist in the template`);
  const missing: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(template.Parameters)) {
    const previous = sources.usePrevious?.includes(name) ? sources.previous?.[name] : undefined;
    const value =
      sources.given[name] ?? previous ?? (parameter.Default === undefined ? undefined : String(parameter.Default));
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  const result: Record<string, ResolvedParameter> = {};
  for (const [name, parameter] of Object.entries(template.Parameters))
    result[name] = resolveOne(name, parameter, values[name] ?? '', sources.store);
  return result;
}

function resolveOne(
  name: string,
  parameter: TemplateParameter,
  value: string,
  store: ParameterSources['store'],
): ResolvedParameter {
  check(name, parameter, value);
  const inner = SSM_VALUE.exec(parameter.Type)?.[1];
  const noEcho = String(parameter.NoEcho ?? false) === 'true';
  if (inner === undefined) return { value, resolved: typed(parameter.Type, value), noEcho, fromStore: false };
  const stored = store(value);
  if (stored === undefined)
    throw validationError(`Unable to fetch parameters [${value}] from parameter store for this account.`);
  return { value, resolved: typed(inner, stored), noEcho, fromStore: true };
}

/** `CommaDelimitedList` and `List<…>` are lists; the members are trimmed. */
const typed = (type: string, value: string): string | string[] =>
  type === 'CommaDelimitedList' || type.startsWith('List<') ? value.split(',').map((item) => item.trim()) : value;

function check(name: string, parameter: TemplateParameter, value: string): void {
  const refuse = (constraint: string) =>
    validationError(
      `Parameter '${name}' ${parameter.ConstraintDescription ? `must meet the constraint: ${parameter.ConstraintDescription}` : constraint}`,
    );
  if (parameter.Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value))))
    throw validationError(`Parameter '${name}' must be a number.`);
  if (parameter.AllowedValues && !parameter.AllowedValues.map(String).includes(value))
    throw refuse(`must be one of AllowedValues`);
  if (parameter.AllowedPattern !== undefined && !new RegExp(`^(?:${parameter.AllowedPattern})$`).test(value))
    throw refuse(`must match pattern ${parameter.AllowedPattern}`);
  if (parameter.MinLength !== undefined && value.length < Number(parameter.MinLength))
    throw refuse(`must contain at least ${parameter.MinLength} characters`);
  if (parameter.MaxLength !== undefined && value.length > Number(parameter.MaxLength))
    throw refuse(`must contain at most ${parameter.MaxLength} characters`);
  if (parameter.MinValue !== undefined && Number(value) < Number(parameter.MinValue))
    throw refuse(`must be a number not less than ${parameter.MinValue}`);
  if (parameter.MaxValue !== undefined && Number(value) > Number(parameter.MaxValue))
    throw refuse(`must be a number not greater than ${parameter.MaxValue}`);
}
