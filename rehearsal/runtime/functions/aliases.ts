import type { Ids } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { AliasRouting } from '../ports/function-aliases.ts';
import { aliasExists, aliasNotFound, invalidParameter, validationFailed } from './errors.ts';
import type { FunctionAlias, FunctionRecord } from './function-record.ts';
import { assertRevision, versionOf } from './versions.ts';

export interface AliasChanges {
  functionVersion?: string | undefined;
  description?: string | undefined;
  /** Shares by version, 0 to 1; an empty one ends the split. */
  weights?: Record<string, number> | undefined;
  /** What the caller thinks is the alias' revision. */
  revisionId?: string | undefined;
}

export type NewAlias = AliasChanges & { name: string; functionVersion: string };

/** Aliases of functions: a name for one version, or for two by weight. */
export class Aliases {
  readonly #ids: Ids;
  readonly #find: (scope: Scope, reference: string) => FunctionRecord;

  constructor(ids: Ids, find: (scope: Scope, reference: string) => FunctionRecord) {
    this.#ids = ids;
    this.#find = find;
  }

  create(scope: Scope, reference: string, { name, functionVersion, ...more }: NewAlias): FunctionAlias {
    const record = this.#find(scope, reference);
    if (!/^(?!\d+$)[\w-]{1,128}$/.test(name))
      throw validationFailed(
        `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
      );
    if (record.aliases.has(name)) throw aliasExists(`${record.arn}:${name}`);
    return this.#keep(record, { name, functionVersion, description: '', revisionId: '' }, more);
  }

  /** What is not named stays as it is. Source: Lambda API, UpdateAlias. */
  update(scope: Scope, reference: string, name: string, changes: AliasChanges): FunctionAlias {
    const record = this.#find(scope, reference);
    const alias = this.#of(record, name);
    assertRevision(alias.revisionId, changes.revisionId);
    return this.#keep(record, alias, changes);
  }

  get(scope: Scope, reference: string, name: string): FunctionAlias {
    return this.#of(this.#find(scope, reference), name);
  }

  /** By name; those of one version where it is given. */
  list(scope: Scope, reference: string, functionVersion?: string): FunctionAlias[] {
    return [...this.#find(scope, reference).aliases.values()]
      .filter((alias) => functionVersion === undefined || alias.functionVersion === functionVersion)
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** Its policy goes with it. Deleting what is gone succeeds. */
  delete(scope: Scope, reference: string, name: string): void {
    const record = this.#find(scope, reference);
    record.aliases.delete(name);
    record.permissions = record.permissions.filter(({ qualifier }) => qualifier !== name);
  }

  #of(record: FunctionRecord, name: string): FunctionAlias {
    const alias = record.aliases.get(name);
    if (!alias) throw aliasNotFound(`${record.arn}:${name}`);
    return alias;
  }

  #keep(record: FunctionRecord, before: FunctionAlias, changes: AliasChanges): FunctionAlias {
    const { functionVersion = before.functionVersion, description = before.description, weights } = changes;
    const { additional, ...rest } = before;
    const kept = weights === undefined && additional ? { [additional.version]: additional.weight } : weights;
    const routing = routingOf(record, functionVersion, kept ?? {});
    const alias: FunctionAlias = {
      ...rest,
      functionVersion,
      description,
      ...(routing.additional && { additional: routing.additional }),
      revisionId: this.#ids.uuid(),
    };
    record.aliases.set(alias.name, alias);
    return alias;
  }
}

/** The version that one invocation through the alias gets. `random` is between 0 and 1, 1 excluded. */
export const chosenVersion = ({ functionVersion, additional }: FunctionAlias, random: () => number): string =>
  additional && random() < additional.weight ? additional.version : functionVersion;

/**
 * Throws what AWS says of a split that cannot be. Source: Lambda developer guide, "Implement Lambda canary deployments using a
 * weighted alias"; texts as clients have reported them, that of the roles unverified.
 */
function routingOf(record: FunctionRecord, version: string, weights: Record<string, number>): AliasRouting {
  const main = versionOf(record, assertNumber(version));
  const [entry, ...others] = Object.entries(weights);
  if (others.length > 0) throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  if (!entry) return { version };
  const [additional, weight] = entry;
  if (!(weight >= 0 && weight <= 1))
    throw validationFailed(
      `Value '{${additional}=${weight}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0]`,
    );
  if (additional === version)
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  if (version === '$LATEST')
    throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
  if (!/^\d+$/.test(additional))
    throw validationFailed(
      `Value '{${additional}=${weight}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]`,
    );
  if (versionOf(record, additional).role !== main.role)
    throw invalidParameter(
      `Versions ${version} and ${additional} must have the same execution role to share an alias.`,
    );
  return { version, additional: { version: additional, weight } };
}

/** An alias names a version, never another alias. */
function assertNumber(version: string): string {
  if (!/^(\$LATEST|\d+)$/.test(version))
    throw validationFailed(
      `Value '${version}' at 'functionVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)`,
    );
  return version;
}
