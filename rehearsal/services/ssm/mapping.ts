import type { Parameter as WireParameter, ParameterMetadata, ParameterStringFilter } from '@aws-sdk/client-ssm';
import { invalidParameter, notRehearsed } from '../../runtime/parameters/errors.ts';
import type { Parameter, ParameterVersion } from '../../runtime/parameters/parameters.ts';

export const wireParameter = (
  parameter: Parameter,
  version: ParameterVersion,
  withDecryption: boolean,
  selector?: string,
): WireParameter => ({
  Name: parameter.name,
  Type: version.type,
  Value: withDecryption ? version.value : (version.ciphertext ?? version.value),
  Version: version.version,
  ...(selector !== undefined && { Selector: `:${selector}` }),
  LastModifiedDate: new Date(version.changedAt),
  ARN: parameter.arn,
  DataType: parameter.dataType,
});

export function wireMetadata(parameter: Parameter): ParameterMetadata {
  const current = currentOf(parameter);
  return {
    Name: parameter.name,
    ARN: parameter.arn,
    Type: current.type,
    KeyId: parameter.keyId,
    LastModifiedDate: new Date(current.changedAt),
    LastModifiedUser: current.changedBy,
    Description: parameter.description,
    AllowedPattern: parameter.allowedPattern,
    Version: current.version,
    Tier: parameter.tier,
    Policies: [],
    DataType: parameter.dataType,
  };
}

export function currentOf(parameter: Parameter): ParameterVersion {
  const current = parameter.versions.at(-1);
  if (!current) throw new Error(`The parameter ${parameter.name} has no version.`);
  return current;
}

/** Source: ParameterStringFilter: Equals by default, BeginsWith, Contains for names. */
export function matches(parameter: Parameter, filters: readonly ParameterStringFilter[]): boolean {
  return filters.every(({ Key, Option = 'Equals', Values = [] }) => {
    if (Key !== 'Name' && Key !== 'Type') throw notRehearsed(`the parameter filter ${Key}`);
    const actual = Key === 'Name' ? parameter.name : currentOf(parameter).type;
    if (Option === 'Equals') return Values.includes(actual);
    if (Option === 'BeginsWith') return Values.some((value) => actual.startsWith(value));
    if (Option === 'Contains') return Values.some((value) => actual.includes(value));
    throw notRehearsed(`the filter option ${Option}`);
  });
}

export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined)
    throw invalidParameter(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}

/** One page of a list; the token is the position at which the next begins. */
export function page<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; nextToken: string | undefined } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalidParameter('The specified token is invalid.');
  return {
    items: items.slice(from, from + size),
    nextToken: from + size < items.length ? String(from + size) : undefined,
  };
}
