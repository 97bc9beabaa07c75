import type { Log } from '../../kernel/log.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import type { AliasFacts, AliasRouting, FunctionAliases } from '../ports/function-aliases.ts';
import type { FunctionPermissions, InvokingService } from '../ports/function-permissions.ts';
import type { FunctionCode, StagedCode } from '../ports/function-workers.ts';
import type { Functions, Invocation, InvocationResult } from '../ports/functions.ts';
import type { MetricSink } from '../ports/metric-sink.ts';
import { Aliases, chosenVersion } from './aliases.ts';
import { functionExists, functionNotFound, invalidParameter, tooManyRequests, unsupportedRuntime } from './errors.ts';
import {
  DEFAULT_SETTINGS,
  type FunctionRecord,
  type FunctionSettings,
  type FunctionVersion,
  type PermissionStatement,
} from './function-record.ts';
import { parseFunctionReference } from './function-reference.ts';
import { invocationMetrics, type MeasuredInvocation } from './invocation-metrics.ts';
import { invokeFunction, workerKey, type InvokeDependencies } from './invoke-function.ts';
import { addStatement, permits, policyOf, removeStatement } from './permissions.ts';
import { assertRevision, publishVersion, removeVersion, versionOf, type PublishConditions } from './versions.ts';

export interface LambdaFunctionsDependencies extends InvokeDependencies {
  log: Log;
  /** Gets what Lambda tells CloudWatch. */
  metrics?: MetricSink;
  /** Between 0 and 1, 1 excluded: chooses the version of a weighted alias. */
  random?: () => number;
}

/** What an invocation was called by, and the version it gets. */
interface Invoked {
  record: FunctionRecord;
  version: FunctionVersion;
  qualifier: string | undefined;
  isAlias: boolean;
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
export class LambdaFunctions implements Functions, FunctionAliases, FunctionPermissions, Persistent {
  readonly name = 'functions';
  readonly aliases: Aliases;
  readonly #deps: LambdaFunctionsDependencies;
  readonly #functions = new PerScope<Map<string, FunctionRecord>>(() => new Map());
  readonly #queued = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(deps: LambdaFunctionsDependencies) {
    this.#deps = deps;
    this.aliases = new Aliases(deps.ids, (scope, reference) => this.get(scope, reference));
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
      published: 0,
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
    revisionId?: string,
  ): Promise<FunctionRecord> {
    const record = this.get(scope, reference);
    assertRevision(record.latest.revisionId, revisionId);
    const staged = await this.#deps.workers.stage(code);
    this.#change(record, { code: staged, ...(architectures && { architectures }) });
    return record;
  }

  updateConfiguration(
    scope: Scope,
    reference: string,
    changes: Partial<FunctionSettings>,
    revisionId?: string,
  ): FunctionRecord {
    const record = this.get(scope, reference);
    assertRevision(record.latest.revisionId, revisionId);
    check({ ...record.latest, ...changes });
    this.#change(record, changes);
    return record;
  }

  /** With a version's number as qualifier only that version. Source: Lambda API, DeleteFunction. */
  delete(scope: Scope, reference: string): void {
    const record = this.get(scope, reference);
    const { qualifier } = parseFunctionReference(reference);
    if (qualifier !== undefined) {
      if (!/^\d+$/.test(qualifier))
        throw invalidParameter(
          qualifier === '$LATEST'
            ? '$LATEST version cannot be deleted without deleting the function.'
            : 'Deletion of aliases is not currently supported.',
        );
      const removed = removeVersion(record, qualifier);
      if (removed) this.#deps.workers.retire(workerKey(record, removed));
      return;
    }
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

  /** Throws `ResourceNotFoundException` for an unknown qualifier. */
  version(record: FunctionRecord, qualifier: string | undefined): FunctionVersion {
    return versionOf(record, qualifier);
  }

  /** `isNew` is false when neither code nor configuration changed since the last version, which is given again. */
  publish(
    scope: Scope,
    reference: string,
    description?: string,
    conditions: PublishConditions = {},
  ): { version: FunctionVersion; isNew: boolean } {
    return publishVersion(this.get(scope, reference), description, conditions);
  }

  alias(scope: Scope, functionName: string, aliasName: string): AliasFacts {
    const record = this.get(scope, functionName);
    const { functionVersion, additional } = this.aliases.get(scope, functionName, aliasName);
    return {
      functionName: record.name,
      functionArn: record.arn,
      aliasName,
      aliasArn: `${record.arn}:${aliasName}`,
      version: functionVersion,
      ...(additional && { additional }),
    };
  }

  hasVersion(scope: Scope, functionName: string, version: string): boolean {
    return this.get(scope, functionName).versions.some((published) => published.version === version);
  }

  route(scope: Scope, functionName: string, aliasName: string, { version, additional }: AliasRouting): void {
    const weights = additional ? { [additional.version]: additional.weight } : {};
    this.aliases.update(scope, functionName, aliasName, { functionVersion: version, weights });
  }

  addPermission(scope: Scope, reference: string, statement: PermissionStatement): PermissionStatement {
    return addStatement(this.get(scope, reference), statement);
  }

  removePermission(scope: Scope, reference: string, statementId: string): void {
    removeStatement(this.get(scope, reference), statementId, parseFunctionReference(reference).qualifier);
  }

  permissions(scope: Scope, reference: string): PermissionStatement[] {
    return policyOf(this.get(scope, reference), parseFunctionReference(reference).qualifier);
  }

  permits(scope: Scope, reference: string, service: InvokingService): boolean {
    return (
      this.exists(scope, reference) &&
      permits(this.get(scope, reference), parseFunctionReference(reference).qualifier, service)
    );
  }

  exists(scope: Scope, reference: string): boolean {
    const { name, account, region } = parseFunctionReference(reference);
    return this.#functions.of({ account: account ?? scope.account, region: region ?? scope.region }).has(name);
  }

  async invoke(scope: Scope, reference: string, { type, payload }: Invocation): Promise<InvocationResult> {
    const invoked = this.#resolve(scope, reference);
    if (type === 'RequestResponse') return this.#run(invoked, payload, this.#deps.ids.uuid());
    const queued: Promise<void> = this.#runQueued(invoked, payload).finally(() => this.#queued.delete(queued));
    this.#queued.add(queued);
    return { status: 202 };
  }

  /** What is queued or runs is not kept: its processes end with the engine. */
  save(): FunctionRecord[] {
    const all = this.#functions.all().flatMap((functions) => [...functions.values()]);
    return all.map((record) => ({ ...record, running: 0 }));
  }

  /** With their code, which may be called as soon as a load balancer is. */
  restore(saved: readonly FunctionRecord[]): void {
    for (const record of saved) {
      const restaged = (version: FunctionVersion) => ({ ...version, code: this.#restaged(record, version.code) });
      const [latest, versions] = [restaged(record.latest), record.versions.map(restaged)];
      this.#functions.of(record.scope).set(record.name, { ...record, latest, versions });
    }
  }

  /** Ends the workers; queued invocations are given up. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('The rehearsal ends'));
    await this.#deps.workers.stop();
    await Promise.allSettled(this.#queued);
  }

  #resolve(scope: Scope, reference: string): Invoked {
    const record = this.get(scope, reference);
    const { qualifier } = parseFunctionReference(reference);
    const alias = qualifier === undefined ? undefined : record.aliases.get(qualifier);
    const wanted = alias ? chosenVersion(alias, this.#deps.random ?? Math.random) : qualifier;
    return { record, qualifier, isAlias: alias !== undefined, version: versionOf(record, wanted) };
  }

  async #run(invoked: Invoked, payload: unknown, requestId: string): Promise<InvocationResult> {
    const { record, version, qualifier, isAlias } = invoked;
    const measure = (concurrent: number, outcome: MeasuredInvocation['outcome']) => {
      const executedVersion = isAlias ? version.version : undefined;
      // When it ended, not when it began: durations are not scaled, so the beginning may lie in a period that alarms have judged.
      const at = this.#deps.clock.now();
      const facts = { functionName: record.name, qualifier, executedVersion, at, concurrent, outcome };
      this.#deps.metrics?.record(record.scope, invocationMetrics(facts));
    };
    if (record.reservedConcurrency !== undefined && record.running >= record.reservedConcurrency) {
      measure(record.running, { kind: 'throttled' });
      throw tooManyRequests();
    }
    const arn = qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`;
    const concurrent = ++record.running;
    try {
      const { result, durationMs } = await invokeFunction(this.#deps, record, version, arn, payload, requestId);
      measure(concurrent, { kind: 'ended', isError: result.functionError !== undefined, durationMs });
      return result;
    } finally {
      record.running--;
    }
  }

  /** Two more attempts with the same request id when the function fails. */
  async #runQueued(invoked: Invoked, payload: unknown): Promise<void> {
    const { name } = invoked.record;
    const requestId = this.#deps.ids.uuid();
    try {
      for (const pause of [...RETRY_AFTER_MS, undefined]) {
        const { functionError } = await this.#run(invoked, payload, requestId);
        if (functionError === undefined || this.#stop.signal.aborted) return;
        if (pause !== undefined) await this.#deps.clock.sleep(pause, this.#stop.signal);
      }
      this.#deps.log.warn(`The asynchronous invocation ${requestId} of ${name} failed three times and is dropped.`);
    } catch (error) {
      if (!this.#stop.signal.aborted)
        this.#deps.log.error(`The asynchronous invocation of ${name} failed.`, { error: messageOf(error) });
    }
  }

  /** Code that is gone fails its invocations, not the engine's start. */
  #restaged({ name }: FunctionRecord, code: StagedCode): StagedCode {
    try {
      return this.#deps.workers.restage(code);
    } catch (error) {
      this.#deps.log.error(`The function ${name} has no code: deploy it again.`, { error: messageOf(error) });
      return code;
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
