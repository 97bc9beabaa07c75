import { AwsError } from '../../kernel/aws-error.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import type { NameResolution } from '../ports/name-resolution.ts';

export interface RecordSet {
  /** Id of the hosted zone, or its name: zones of another stack or account are ids only. */
  zone: string;
  /** In lower case, without the dot at its end. */
  name: string;
  /** For example `A`. */
  type: string;
  /** Another name, for an alias; values as they are, for every other record. */
  target: { alias: string; zone: string } | { values: string[] };
}

/** A chain of names that is longer leads nowhere. */
const LONGEST_CHAIN = 8;

// Codes and texts of Route 53's ChangeResourceRecordSets as clients have reported them.
const invalidChange = (problem: string) => new AwsError('InvalidChangeBatch', `[${problem}]`);

/** As people write a name, as it is kept. */
export const domainName = (written: string): string => written.toLowerCase().replace(/\.$/, '');

/** Records of hosted zones, and the names of load balancers that they lead to. Zones are global: they have no region. */
export class RecordSets implements Persistent, NameResolution {
  readonly name = 'record-sets';
  readonly #records = new Map<string, RecordSet>();
  readonly #balancers: NameResolution;

  /** `balancers`: names that lead to a port at last. */
  constructor(balancers: NameResolution) {
    this.#balancers = balancers;
  }

  /** Throws InvalidChangeBatch when the name has a record of the type, or may have none beside what it has. */
  create(record: RecordSet): void {
    const written = `name='${record.name}.', type='${record.type}'`;
    if (this.#records.has(keyOf(record)))
      throw invalidChange(`Tried to create resource record set [${written}] but it already exists`);
    this.#assertBeside(record);
    this.#records.set(keyOf(record), record);
  }

  replace(before: RecordSet, record: RecordSet): void {
    this.#records.delete(keyOf(before));
    try {
      this.create(record);
    } catch (error) {
      this.#records.set(keyOf(before), before);
      throw error;
    }
  }

  delete(record: Pick<RecordSet, 'zone' | 'name' | 'type'>): void {
    this.#records.delete(keyOf(record));
  }

  /** Names whose records lead to this one. */
  namesOf(target: string): string[] {
    const names = [...this.#records.values()]
      .filter((record) => targetsOf(record).some((name) => name.replace(/^dualstack\./, '') === domainName(target)))
      .map(({ name }) => name);
    return [...new Set(names)];
  }

  resolve(host: string, port: number): { host: string; port: number } | undefined {
    return this.#balancers.resolve(host, port) ?? this.#follow(domainName(host), port, LONGEST_CHAIN);
  }

  save(): RecordSet[] {
    return [...this.#records.values()];
  }

  restore(saved: RecordSet[]): void {
    for (const record of saved) this.#records.set(keyOf(record), record);
  }

  #follow(name: string, port: number, left: number): { host: string; port: number } | undefined {
    if (left === 0) return undefined;
    for (const target of this.#recordsOf(name).flatMap(targetsOf)) {
      const found = this.#balancers.resolve(target, port) ?? this.#follow(target, port, left - 1);
      if (found) return found;
    }
    return undefined;
  }

  /** Those of the name itself before those of a wildcard, which stands for one label or more (RFC 4592). */
  #recordsOf(name: string): RecordSet[] {
    const all = [...this.#records.values()];
    const own = all.filter((record) => record.name === name);
    if (own.length > 0) return own;
    const wildcards = all.filter((record) => record.name.startsWith('*.') && name.endsWith(record.name.slice(1)));
    const nearest = Math.max(...wildcards.map((record) => record.name.length));
    return wildcards.filter((record) => record.name.length === nearest);
  }

  /** A CNAME stands alone (RFC 1034, 3.6.2). */
  #assertBeside(record: RecordSet): void {
    const beside = [...this.#records.values()].filter(({ zone, name }) => zone === record.zone && name === record.name);
    const other = beside.find(({ type }) => (type === 'CNAME') !== (record.type === 'CNAME'));
    if (other)
      throw invalidChange(
        `RRSet of type ${record.type} with DNS name ${record.name}. is not permitted because a conflicting RRSet of type ${other.type} with the same DNS name already exists in zone ${record.zone}.`,
      );
  }
}

const keyOf = ({ zone, name, type }: Pick<RecordSet, 'zone' | 'name' | 'type'>): string => `${zone} ${name} ${type}`;

/** Names that a record leads to. An address leads to itself. */
function targetsOf({ type, target }: RecordSet): string[] {
  if ('alias' in target) return ['A', 'AAAA', 'CNAME'].includes(type) ? [target.alias] : [];
  return ['A', 'AAAA', 'CNAME'].includes(type) ? target.values.map(domainName) : [];
}
