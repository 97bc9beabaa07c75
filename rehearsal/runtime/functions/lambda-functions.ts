import type { Log } from '../../kernel/log.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { FunctionCode } from '../ports/function-workers.ts';
import type { Functions, Invocation, InvocationResult } from '../ports/functions.ts';
import {
  aliasExists,
  aliasNotFound,
  functionExists,
  functionNotFound,
  invalidParameter,
  noPolicy,
  statementExists,
  statementNotFound,
  tooManyRequests,
  unsupportedRuntime,
} from './errors.ts';
import {
  DEFAULT_SETTINGS,
  type FunctionAlias,
  type FunctionRecord,
  type FunctionSettings,
  type FunctionVersion,
  type PermissionStatement,
} from './function-record.ts';
import { parseFunctionReference } from './function-reference.ts';
import { invokeFunction, workerKey, type InvokeDependencies } from './invoke-function.ts';

export interface LambdaFunctionsDependencies extends InvokeDependencies {
  log: Log;
}

export type NewFunction = Partial<FunctionSettings> &
  Pick<FunctionSettings, 'role' | 'handler' | 'runtime'> & {
    name: string;
    code: FunctionCode;
    tags?: Record<string, string>;
  };

/** Simulated milliseconds before the first and second retry of an asynchronous invocation. Source: developer guide, "Asynchronous invocation". */
const RETRY_AFTER_MS = [60_000, 120_000];
const RUNTIME = /^nodejs(20|22|24)\.x$/;

/** Lambda's use cases. */
export class LambdaFunctions implements Functions {
  readonly #deps: LambdaFunctionsDependencies;
  readonly #functions = new PerScope<Map<string, FunctionRecord>>(() => new Map());
  readonly #queued = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(deps: LambdaFunctionsDependencies) {
    this.#deps = deps;
  }

  async create(scope: Scope, request: NewFunction): Promise<FunctionRecord> {
    const { name, code, tags = {}, ...settings } = request;
    if (!/^[\w-]{1,64}$/.test(name))
      throw invalidParameter(`Function name ${name} must have 1 to 64 letters, digits, hyphens or underscores.`);
    if (this.#functions.of(scope).has(name)) throw functionExists(name);
    const complete: FunctionSettings = {
      ...DEFAULT_SETTINGS,
      architectures: ['x86_64'],
      logGroup: `/aws/lambda/${name}`,
      ...settings,
    };
    check(complete);
    const staged = await this.#deps.workers.stage(code);
    if (this.#functions.of(scope).has(name)) throw functionExists(name);
    const record: FunctionRecord = {
      name,
      scope,
      arn: arnOf(scope, 'lambda', `function:${name}`),
      latest: { ...complete, version: '$LATEST', code: staged, ...this.#revision() },
      versions: [],
      aliases: new Map(),
      permissions: [],
      tags,
      running: 0,
    };
    this.#functions.of(scope).set(name, record);
    return record;
  }

  async updateCode(
    scope: Scope,
    reference: string,
    code: FunctionCode,
    architectures?: string[],
  ): Promise<FunctionRecord> {
    const record = this.get(scope, reference);
    const staged = await this.#deps.workers.stage(code);
    this.#change(record, { code: staged, ...(architectures && { architectures }) });
    return record;
  }

  updateConfiguration(scope: Scope, reference: string, changes: Partial<FunctionSettings>): FunctionRecord {
    const record = this.get(scope, reference);
    check({ ...record.latest, ...changes });
    this.#change(record, changes);
    return record;
  }

  delete(scope: Scope, reference: string): void {
    const record = this.get(scope, reference);
    this.#functions.of(scope).delete(record.name);
    for (const version of [record.latest, ...record.versions]) this.#deps.workers.retire(workerKey(record, version));
  }

  get(scope: Scope, reference: string): FunctionRecord {
    const { name, account, region } = parseFunctionReference(reference);
    const home = { account: account ?? scope.account, region: region ?? scope.region };
    const record = this.#functions.of(home).get(name);
    if (!record) throw functionNotFound(arnOf(home, 'lambda', `function:${name}`));
    return record;
  }

  list(scope: Scope): FunctionRecord[] {
    return [...this.#functions.of(scope).values()].toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** The version a qualifier (`$LATEST`, a number, an alias) stands for; `$LATEST` without one. */
  version(record: FunctionRecord, qualifier: string | undefined): FunctionVersion {
    if (qualifier === undefined || qualifier === '$LATEST') return record.latest;
    const wanted = record.aliases.get(qualifier)?.functionVersion ?? qualifier;
    const found = wanted === '$LATEST' ? record.latest : record.versions.find(({ version }) => version === wanted);
    if (!found) throw functionNotFound(`${record.arn}:${qualifier}`);
    return found;
  }

  /** A copy of `$LATEST` under the next number; the last one again when nothing changed since. */
  publish(scope: Scope, reference: string, description?: string): FunctionVersion {
    const record = this.get(scope, reference);
    const last = record.versions.at(-1);
    if (last && last.revisionId === record.latest.revisionId) return last;
    const version: FunctionVersion = {
      ...record.latest,
      version: String(record.versions.length + 1),
      ...(description !== undefined && { description }),
    };
    record.versions.push(version);
    return version;
  }

  putAlias(
    scope: Scope,
    reference: string,
    alias: Omit<FunctionAlias, 'revisionId'>,
    mustBeNew: boolean,
  ): FunctionAlias {
    const record = this.get(scope, reference);
    const arn = `${record.arn}:${alias.name}`;
    if (mustBeNew && record.aliases.has(alias.name)) throw aliasExists(arn);
    if (!mustBeNew && !record.aliases.has(alias.name)) throw aliasNotFound(arn);
    this.version(record, alias.functionVersion);
    const made = { ...alias, revisionId: this.#deps.ids.uuid() };
    record.aliases.set(alias.name, made);
    return made;
  }

  alias(scope: Scope, reference: string, name: string): FunctionAlias {
    const record = this.get(scope, reference);
    const alias = record.aliases.get(name);
    if (!alias) throw aliasNotFound(`${record.arn}:${name}`);
    return alias;
  }

  deleteAlias(scope: Scope, reference: string, name: string): void {
    this.get(scope, reference).aliases.delete(name);
  }

  addPermission(scope: Scope, reference: string, statement: PermissionStatement): PermissionStatement {
    const record = this.get(scope, reference);
    if (record.permissions.some(({ id }) => id === statement.id)) throw statementExists(statement.id);
    record.permissions.push(statement);
    return statement;
  }

  removePermission(scope: Scope, reference: string, statementId: string): void {
    const record = this.get(scope, reference);
    if (!record.permissions.some(({ id }) => id === statementId)) throw statementNotFound(statementId);
    record.permissions = record.permissions.filter(({ id }) => id !== statementId);
  }

  permissions(scope: Scope, reference: string): PermissionStatement[] {
    const { permissions } = this.get(scope, reference);
    if (permissions.length === 0) throw noPolicy();
    return permissions;
  }

  exists(scope: Scope, reference: string): boolean {
    const { name, account, region } = parseFunctionReference(reference);
    return this.#functions.of({ account: account ?? scope.account, region: region ?? scope.region }).has(name);
  }

  async invoke(scope: Scope, reference: string, { type, payload }: Invocation): Promise<InvocationResult> {
    const record = this.get(scope, reference);
    const { qualifier } = parseFunctionReference(reference);
    const version = this.version(record, qualifier);
    if (type === 'RequestResponse') return this.#run(record, version, qualifier, payload, this.#deps.ids.uuid());
    const queued: Promise<void> = this.#runQueued(record, version, qualifier, payload).finally(() =>
      this.#queued.delete(queued),
    );
    this.#queued.add(queued);
    return { status: 202 };
  }

  /** Ends the workers; queued invocations are given up. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('The rehearsal ends'));
    await this.#deps.workers.stop();
    await Promise.allSettled(this.#queued);
  }

  async #run(
    record: FunctionRecord,
    version: FunctionVersion,
    qualifier: string | undefined,
    payload: unknown,
    requestId: string,
  ) {
    if (record.reservedConcurrency !== undefined && record.running >= record.reservedConcurrency)
      throw tooManyRequests();
    const arn = qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`;
    record.running++;
    try {
      return await invokeFunction(this.#deps, record, version, arn, payload, requestId);
    } finally {
      record.running--;
    }
  }

  /** Two more attempts with the same request id when the function fails. */
  async #runQueued(
    record: FunctionRecord,
    version: FunctionVersion,
    qualifier: string | undefined,
    payload: unknown,
  ): Promise<void> {
    const requestId = this.#deps.ids.uuid();
    try {
      for (const pause of [...RETRY_AFTER_MS, undefined]) {
        const { functionError } = await this.#run(record, version, qualifier, payload, requestId);
        if (functionError === undefined || this.#stop.signal.aborted) return;
        if (pause !== undefined) await this.#deps.clock.sleep(pause, this.#stop.signal);
      }
      this.#deps.log.warn(
        `The asynchronous invocation ${requestId} of ${record.name} failed three times and is dropped.`,
      );
    } catch (error) {
      if (!this.#stop.signal.aborted)
        this.#deps.log.error(`The asynchronous invocation of ${record.name} failed.`, { error: messageOf(error) });
    }
  }

  #change(record: FunctionRecord, changes: Partial<FunctionVersion>): void {
    this.#deps.workers.retire(workerKey(record, record.latest));
    record.latest = { ...record.latest, ...changes, ...this.#revision() };
  }

  #revision() {
    return { revisionId: this.#deps.ids.uuid(), lastModified: this.#deps.clock.now() };
  }
}

/** Variables that a function cannot set itself. Source: developer guide, "Reserved environment variables". */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_REGION|AWS_DEFAULT_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_\w+|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;

function check(settings: FunctionSettings): void {
  if (!RUNTIME.test(settings.runtime)) throw unsupportedRuntime(settings.runtime);
  if (!(settings.timeout >= 1 && settings.timeout <= 900))
    throw invalidParameter(`Timeout must be between 1 and 900 seconds, not ${settings.timeout}.`);
  if (!(settings.memorySize >= 128 && settings.memorySize <= 10_240))
    throw invalidParameter(`MemorySize must be between 128 and 10240 MB, not ${settings.memorySize}.`);
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(settings.role))
    throw invalidParameter(`Role ${settings.role} is no ARN of a role.`);
  if (!/^[^\s]{1,128}$/.test(settings.handler) || !settings.handler.includes('.'))
    throw invalidParameter(`Handler ${settings.handler} must be <file>.<export>.`);
  const reserved = Object.keys(settings.environment).filter((name) => RESERVED.test(name));
  if (reserved.length > 0)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
}
