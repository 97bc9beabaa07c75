import { AwsError } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { MetricSink } from '../ports/metric-sink.ts';
import type { TableReply, TableStore } from '../ports/table-store.ts';
import { invalid, protectedAgainstDeletion, resourceNotFound, tableExists, tableNotFound } from './errors.ts';
import { errorOf, parse, passOn, type PassedOn } from './pass-on.ts';
import { tableMetrics } from './table-metrics.ts';
import type { Table, TableSchema, TableSettings } from './table.ts';

export interface NewTable extends TableSettings {
  name: string;
  schema: TableSchema;
}

/** How often the store is asked whether a table is made or gone; it is, within milliseconds. */
const MOST_QUESTIONS = 2_000;

/** DynamoDB's tables of every account and region; the items are in the store. */
export class Tables implements Persistent {
  readonly name = 'tables';
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #log: Log;
  readonly #store: TableStore;
  readonly #metrics: MetricSink;
  readonly #tables = new PerScope(() => new Map<string, Table>());

  constructor(deps: { clock: Clock; ids: Ids; log: Log; store: TableStore; metrics: MetricSink }) {
    this.#clock = deps.clock;
    this.#ids = deps.ids;
    this.#log = deps.log;
    this.#store = deps.store;
    this.#metrics = deps.metrics;
  }

  /** Resolves when the table can be used. Throws AwsError `ResourceInUseException`, `ValidationException`. */
  async create(scope: Scope, { name, schema, ...settings }: NewTable): Promise<Table> {
    const tables = this.#tables.of(scope);
    if (tables.has(name)) throw tableExists(name);
    checkSettings(settings);
    const table: Table = {
      ...settings,
      name,
      schema,
      arn: arnOf(scope, 'dynamodb', `table/${name}`),
      id: this.#ids.uuid(),
      createdAt: this.#clock.now(),
      status: 'CREATING',
    };
    tables.set(name, table);
    try {
      await this.#make(scope, table);
    } catch (error) {
      tables.delete(name);
      throw error;
    }
    table.status = 'ACTIVE';
    return table;
  }

  /** By name or ARN. Throws AwsError `ResourceNotFoundException`. */
  find(scope: Scope, reference: string): Table {
    const name = reference.replace(/^arn:[^/]*:table\//, '');
    const table = this.#tables.of(scope).get(name);
    if (!table) throw reference === name ? tableNotFound(name) : resourceNotFound(reference);
    return table;
  }

  /** In the order of their names. */
  list(scope: Scope): Table[] {
    return [...this.#tables.of(scope).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  update(scope: Scope, reference: string, changes: Partial<TableSettings>): Table {
    const table = this.find(scope, reference);
    const next = { ...table, ...changes };
    // Back to on demand means without numbers.
    if (changes.billingMode === 'PAY_PER_REQUEST' && changes.throughput === undefined) next.throughput = undefined;
    checkSettings(next);
    this.#tables.of(scope).set(table.name, next);
    return next;
  }

  /** Resolves when the items are gone and the name is free. Throws while deletion protection is on. */
  async delete(scope: Scope, reference: string): Promise<Table> {
    const table = this.find(scope, reference);
    if (table.deletionProtection) throw protectedAgainstDeletion();
    table.status = 'DELETING';
    await this.#drop(scope, table.name);
    this.#tables.of(scope).delete(table.name);
    return table;
  }

  save(): [Scope, Map<string, Table>][] {
    return this.#tables.entries();
  }

  /** Their items are in the store. */
  restore(saved: ReturnType<this['save']>): void {
    this.#tables.refill(saved);
  }

  /** A table that was being made or deleted is gone: nobody waits for it any more. One that the store has lost is empty. */
  async resume(): Promise<void> {
    for (const [scope, tables] of this.#tables.entries())
      for (const table of tables.values())
        if (table.status === 'ACTIVE') await this.#makeIfLost(scope, table);
        else {
          await this.#drop(scope, table.name);
          tables.delete(table.name);
        }
  }

  now(): number {
    return this.#clock.now();
  }

  /** A data operation (GetItem, Query …) as its client wrote it, answered by the store and measured. */
  async pass(scope: Scope, operation: string, body: string): Promise<PassedOn> {
    const started = performance.now();
    const done = await passOn(body, (asked) => this.#store.send(scope, operation, asked));
    const tookMs = performance.now() - started;
    this.#metrics.record(scope, tableMetrics(operation, done, this.#clock.now(), tookMs));
    return done;
  }

  async #make(scope: Scope, { name, schema, billingMode, throughput }: Table): Promise<void> {
    const wanted = {
      TableName: name,
      ...schema,
      BillingMode: billingMode,
      ...(throughput && { ProvisionedThroughput: throughput }),
    };
    let { error } = await this.#ask(scope, 'CreateTable', wanted);
    if (error?.code === 'ResourceInUseException') {
      // The name is free: an earlier engine ended before it could say that it made this one.
      await this.#drop(scope, name);
      ({ error } = await this.#ask(scope, 'CreateTable', wanted));
    }
    if (error) throw error;
    await this.#until(scope, name, ({ output }) => Object(output['Table'])['TableStatus'] === 'ACTIVE');
  }

  async #makeIfLost(scope: Scope, table: Table): Promise<void> {
    const { error } = await this.#ask(scope, 'DescribeTable', { TableName: table.name });
    if (error?.code !== 'ResourceNotFoundException') return;
    this.#log.error(`The items of the table ${table.name} are gone: it is empty.`, { arn: table.arn });
    await this.#make(scope, table);
  }

  async #drop(scope: Scope, name: string): Promise<void> {
    const { error } = await this.#ask(scope, 'DeleteTable', { TableName: name });
    if (error && error.code !== 'ResourceNotFoundException') throw error;
    await this.#until(scope, name, (answer) => answer.error?.code === 'ResourceNotFoundException');
  }

  async #ask(scope: Scope, operation: string, input: object): Promise<Answer> {
    return answerOf(await this.#store.send(scope, operation, JSON.stringify(input)));
  }

  async #until(scope: Scope, name: string, isReached: (answer: Answer) => boolean): Promise<void> {
    for (let questions = 0; questions < MOST_QUESTIONS; questions++)
      if (isReached(await this.#ask(scope, 'DescribeTable', { TableName: name }))) return;
    throw new Error(`The table store did not finish with ${name}.`);
  }
}

interface Answer {
  output: Record<string, unknown>;
  error: AwsError | undefined;
}

function answerOf({ status, body }: TableReply): Answer {
  const output = parse(body) ?? {};
  if (status === 200) return { output, error: undefined };
  const message = output['message'] ?? output['Message'];
  return { output, error: new AwsError(errorOf(output), typeof message === 'string' ? message : '', { status }) };
}

/** Source: UpdateTable and CreateTable, BillingMode and ProvisionedThroughput. Unverified texts. */
function checkSettings({ billingMode, throughput }: Pick<TableSettings, 'billingMode' | 'throughput'>): void {
  if (billingMode === 'PAY_PER_REQUEST' && throughput)
    throw invalid(
      'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  if (billingMode === 'PROVISIONED' && !throughput)
    throw invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
}
