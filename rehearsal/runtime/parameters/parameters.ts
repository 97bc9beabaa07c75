import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { ParameterValues } from '../ports/parameter-values.ts';
import {
  invalidParameter,
  parameterExists,
  parameterNotFound,
  patternMismatch,
  reservedName,
  unsupportedType,
  versionNotFound,
} from './errors.ts';

type ParameterType = 'String' | 'StringList' | 'SecureString';

export interface ParameterVersion {
  version: number;
  type: ParameterType;
  value: string;
  /** What a SecureString shows without decryption; it says nothing of the value. */
  ciphertext: string | undefined;
  changedAt: number;
  changedBy: string;
}

export interface Parameter {
  name: string;
  arn: string;
  description: string | undefined;
  allowedPattern: string | undefined;
  tier: 'Standard' | 'Advanced';
  dataType: string;
  keyId: string | undefined;
  tags: Record<string, string>;
  /** Oldest first; the last is the current one. */
  versions: ParameterVersion[];
}

export interface NewParameter {
  name: string;
  value: string;
  /** Taken from the existing version when it is left out in an overwrite. */
  type?: string | undefined;
  overwrite: boolean;
  description?: string | undefined;
  allowedPattern?: string | undefined;
  tier?: string | undefined;
  dataType?: string | undefined;
  keyId?: string | undefined;
  tags?: Record<string, string> | undefined;
  /** ARN of who writes. */
  by: string;
}

const TYPES: readonly ParameterType[] = ['String', 'StringList', 'SecureString'];
/** Source: Systems Manager endpoints and quotas, Parameter Store: 4 KB, 8 KB in the advanced tier; 100 versions. */
const MAX_BYTES = { Standard: 4096, Advanced: 8192 };
const MAX_VERSIONS = 100;

/** Parameter Store of every account and region. */
export class Parameters implements Persistent, ParameterValues {
  readonly name = 'parameters';
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #parameters = new PerScope(() => new Map<string, Parameter>());

  constructor({ clock, ids }: { clock: Clock; ids: Ids }) {
    this.#clock = clock;
    this.#ids = ids;
  }

  put(scope: Scope, input: NewParameter): Parameter {
    checkName(input.name);
    const existing = this.#parameters.of(scope).get(input.name);
    if (existing && !input.overwrite) throw parameterExists();
    const type = typeOf(input, existing);
    const tier = tierOf(input.tier ?? existing?.tier ?? 'Standard');
    if (input.value === '') throw invalidParameter('Parameter value must not be empty.');
    if (Buffer.byteLength(input.value) > MAX_BYTES[tier])
      throw invalidParameter(
        `${tier} tier parameters support a maximum parameter value of ${MAX_BYTES[tier]} characters.`,
      );
    const pattern = input.allowedPattern ?? existing?.allowedPattern;
    if (pattern !== undefined && !new RegExp(pattern).test(input.value)) throw patternMismatch(pattern);
    const version: ParameterVersion = {
      version: (existing?.versions.at(-1)?.version ?? 0) + 1,
      type,
      value: input.value,
      ciphertext: type === 'SecureString' ? `AQICAH${this.#ids.hex(120)}` : undefined,
      changedAt: this.#clock.now(),
      changedBy: input.by,
    };
    const parameter: Parameter = {
      name: input.name,
      arn: arnOf(scope, 'ssm', `parameter${input.name.startsWith('/') ? '' : '/'}${input.name}`),
      description: input.description ?? existing?.description,
      allowedPattern: pattern,
      tier,
      dataType: input.dataType ?? existing?.dataType ?? 'text',
      keyId: type === 'SecureString' ? (input.keyId ?? existing?.keyId ?? 'alias/aws/ssm') : undefined,
      tags: input.tags ?? existing?.tags ?? {},
      versions: [...(existing?.versions ?? []), version].slice(-MAX_VERSIONS),
    };
    this.#parameters.of(scope).set(parameter.name, parameter);
    return parameter;
  }

  /** `reference` is a name or an ARN, with `:<version>` behind it or not. */
  get(
    scope: Scope,
    reference: string,
  ): { parameter: Parameter; version: ParameterVersion; selector: string | undefined } {
    const { name, selector } = split(reference);
    const parameter = this.#find(scope, name);
    const version =
      selector === undefined
        ? parameter.versions.at(-1)
        : parameter.versions.find((one) => String(one.version) === selector);
    if (!version) throw versionNotFound(name, selector ?? '');
    return { parameter, version, selector };
  }

  find(scope: Scope, reference: string): string | undefined {
    try {
      return this.get(scope, reference).version.value;
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  /** In the order of their names. */
  list(scope: Scope): Parameter[] {
    return [...this.#parameters.of(scope).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What lies below a path; only its own level unless recursive. */
  byPath(scope: Scope, path: string, recursive: boolean): Parameter[] {
    if (!path.startsWith('/')) throw invalidParameter('The parameter path must begin with a forward slash.');
    const prefix = path.endsWith('/') ? path : `${path}/`;
    return this.list(scope).filter(({ name }) => {
      if (prefix === '/' && !name.startsWith('/')) return recursive || !name.includes('/');
      return name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/'));
    });
  }

  tag(scope: Scope, name: string, tags: Record<string, string>): void {
    this.#find(scope, name).tags = tags;
  }

  delete(scope: Scope, name: string): void {
    this.#find(scope, name);
    this.#parameters.of(scope).delete(name);
  }

  save(): [Scope, Map<string, Parameter>][] {
    return this.#parameters.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#parameters.refill(saved);
  }

  #find(scope: Scope, name: string): Parameter {
    const parameters = this.#parameters.of(scope);
    const parameter = name.startsWith('arn:')
      ? [...parameters.values()].find((one) => one.arn === name)
      : parameters.get(name);
    if (!parameter) throw parameterNotFound(name);
    return parameter;
  }
}

/** `name`, `name:3`; an ARN has five colons of its own. */
function split(reference: string): { name: string; selector: string | undefined } {
  const [, name = reference, selector] = /^((?:arn:(?:[^:]*:){4})?[^:]+)(?::([^:]+))?$/.exec(reference) ?? [];
  return { name, selector };
}

/** Source: PutParameter, Name. */
function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_.\-/]{1,2048}$/.test(name) || (name.includes('/') && !name.startsWith('/')))
    throw invalidParameter(
      'Parameter name must be a fully qualified name: only letters, digits and . - _ /, and a leading / where it has levels.',
    );
  if (/^\/?(aws|ssm)/i.test(name)) throw reservedName(name);
  if (name.split('/').length - 1 > 15) throw invalidParameter('A parameter name has at most 15 levels.');
}

function typeOf({ type }: NewParameter, existing: Parameter | undefined): ParameterType {
  const wanted = type ?? existing?.versions.at(-1)?.type;
  // Source: PutParameter, Type: required when a parameter is created.
  if (wanted === undefined) throw invalidParameter('A parameter type is required when you create a parameter.');
  const found = TYPES.find((candidate) => candidate === wanted);
  if (!found) throw unsupportedType(wanted);
  return found;
}

function tierOf(tier: string): 'Standard' | 'Advanced' {
  if (tier === 'Standard' || tier === 'Advanced') return tier;
  if (tier === 'Intelligent-Tiering') return 'Standard';
  throw invalidParameter(`The tier ${tier} is not known.`);
}
