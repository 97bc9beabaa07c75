import { nextCommand, nextPhase, type PhaseOutcome } from '../../domain/build/next-phase.ts';
import type { Buildspec, CommandPhase } from '../../domain/build/buildspec.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { BuildRunner, BuildShell, BuildSource, BuildWorkspace } from '../ports/build-runner.ts';
import type { BuildspecDocuments } from '../ports/buildspec-documents.ts';
import type { BuildArtifact, BuildStatus } from '../ports/builds.ts';
import type { LogSink } from '../ports/log-sink.ts';
import { buildEnvironment, MissingParameter } from './build-environment.ts';
import { BuildLog } from './build-log.ts';
import { beginPhase, endPhase, type BuildPhaseType, type BuildRecord, type PhaseContext } from './build-record.ts';
import { loadBuildspec, UnreadableBuildspec } from './load-buildspec.ts';
import { uploadArtifacts } from './upload-artifacts.ts';

export interface BuildRunDependencies {
  clock: Clock;
  log: Log;
  logs: LogSink;
  parameters: Pick<Parameters, 'get'>;
  runner: BuildRunner;
  documents: BuildspecDocuments;
}

export interface BuildInputs {
  sources: readonly BuildSource[];
  /** Undefined: the build has no artifacts. */
  artifactsDirectory: string | undefined;
}

/** Ends a phase, and with it what the phases decide. */
class PhaseFailed extends Error {
  override readonly name = 'PhaseFailed';
  readonly context: PhaseContext;

  constructor(statusCode: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.context = { statusCode, message };
  }
}

/** Stopped or out of time. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const PHASE_TYPES: Record<CommandPhase, BuildPhaseType> = {
  install: 'INSTALL',
  pre_build: 'PRE_BUILD',
  build: 'BUILD',
  post_build: 'POST_BUILD',
};

/** One build from its queue to its end. `record` is what the API shows of it, and is kept current. */
export class BuildRun {
  /** Resolves with the artifacts when nothing of the build runs any more; never rejects. */
  readonly done: Promise<BuildArtifact[]>;
  readonly record: BuildRecord;
  readonly #deps: BuildRunDependencies;
  readonly #log: BuildLog;
  readonly #ended = new AbortController();
  #interruption: 'STOPPED' | 'TIMED_OUT' | undefined;
  #workspace: BuildWorkspace | undefined;
  #shell: BuildShell | undefined;

  constructor(deps: BuildRunDependencies, record: BuildRecord, inputs: BuildInputs) {
    this.#deps = deps;
    this.record = record;
    this.#log = new BuildLog(deps, record.scope, record.log, record.settings.logs.enabled);
    this.#begin('SUBMITTED');
    this.#end('SUCCEEDED');
    this.#begin('QUEUED');
    this.#watchTime();
    this.done = this.#run(inputs);
  }

  /** Nothing happens when it has ended. */
  interrupt(as: 'STOPPED' | 'TIMED_OUT'): void {
    if (this.#ended.signal.aborted) return;
    this.#interruption ??= as;
    this.#shell?.kill();
  }

  async #run(inputs: BuildInputs): Promise<BuildArtifact[]> {
    let artifacts: BuildArtifact[] = [];
    try {
      // The caller sees the build queued, as StartBuild answers it.
      await Promise.resolve();
      this.#end('SUCCEEDED');
      await this.#phase('PROVISIONING', () => Promise.resolve());
      const spec = await this.#phase('DOWNLOAD_SOURCE', () => this.#prepare(inputs));
      if (spec) artifacts = await this.#build(spec, inputs);
      await this.#phase('FINALIZING', () => this.#close());
    } catch (error) {
      this.#abort(error);
    }
    // Once more where an end was cut short; what cannot be removed must not hide how the build ended.
    await this.#close().catch((error: unknown) => this.#deps.log.warn(`${this.record.id}: ${messageOf(error)}`));
    return this.#complete() === 'SUCCEEDED' ? artifacts : [];
  }

  async #build(spec: Buildspec, inputs: BuildInputs): Promise<BuildArtifact[]> {
    const { workspace, shell } = this.#opened();
    const done: PhaseOutcome[] = [];
    for (;;) {
      const next = nextPhase(spec, done);
      if (next === 'upload' || next === 'end') {
        this.record.exportedVariables = await this.#exported(shell, spec);
        const directory = inputs.artifactsDirectory;
        const upload = () => uploadArtifacts({ spec, workspace, directory, event: (text) => this.#log.event(text) });
        return (next === 'upload' ? await this.#phase('UPLOAD_ARTIFACTS', () => this.#uploading(upload)) : []) ?? [];
      }
      const succeeded = await this.#phase(PHASE_TYPES[next], async () => {
        await this.#runCommands(spec, next, shell);
        return true;
      });
      done.push({ phase: next, failed: succeeded !== true });
    }
  }

  async #prepare({ sources }: BuildInputs): Promise<Buildspec> {
    const { record, ...deps } = { ...this.#deps, record: this.record };
    const event = (text: string) => this.#log.event(text);
    this.#workspace = await deps.runner.prepare({ id: uuidOf(record), sources });
    event(`CODEBUILD_SRC_DIR=${this.#workspace.sourceDirectory}`);
    const spec = await loadBuildspec(record.settings.buildspec, this.#workspace, deps.documents, event);
    event('Processing environment variables');
    const environment = buildEnvironment(record, this.#workspace, spec, deps.parameters);
    this.#log.hide(environment.secrets);
    for (const [runtime, version] of Object.entries(spec.runtimeVersions))
      event(`Runtime ${runtime} ${version}: recorded, commands use what this machine has`);
    if (Object.keys(spec.reports).length > 0)
      event(`Reports are recorded only: ${Object.keys(spec.reports).join(', ')}`);
    if (spec.cachePaths.length > 0) event('Cache paths are recorded only: no cache is kept');
    this.#shell = await this.#workspace.openShell({
      scope: record.scope,
      serviceRole: record.settings.serviceRole,
      roleSessionName: `AWSCodeBuild-${uuidOf(record)}`,
      environment: environment.variables,
      shell: spec.environment.shell,
      image: record.settings.environment.image,
      line: (text) => this.#log.output(text),
    });
    event(`Moving to directory ${this.#workspace.sourceDirectory}`);
    return spec;
  }

  /** Throws PhaseFailed with the first failure; `finally` runs before. */
  async #runCommands(spec: Buildspec, phase: CommandPhase, shell: BuildShell): Promise<void> {
    const statuses: number[] = [];
    let failure: string | undefined;
    for (;;) {
      const command = nextCommand(spec.phases[phase], statuses);
      if (command === undefined) break;
      this.#log.event(`Running command ${command}`);
      const failing = failure !== undefined || this.#failed();
      const status = await shell.run(command, !failing);
      this.#throwIfInterrupted();
      statuses.push(status);
      if (status === 0) continue;
      this.#log.event(`Command did not exit successfully ${command} exit status ${status}`);
      failure ??= `Error while executing command: ${command}. Reason: exit status ${status}`;
    }
    if (failure !== undefined) throw new PhaseFailed('COMMAND_EXECUTION_ERROR', this.#log.masked(failure));
  }

  /** Parameters out of the store cannot be exported. Source: "Build specification reference", env/exported-variables. */
  async #exported(shell: BuildShell, spec: Buildspec): Promise<Record<string, string>> {
    const secret = new Set([
      ...Object.keys(spec.environment.parameterStore),
      ...this.record.settings.environment.variables
        .filter(({ type }) => type === 'PARAMETER_STORE')
        .map(({ name }) => name),
    ]);
    return shell.exported(spec.environment.exportedVariables.filter((name) => !secret.has(name)));
  }

  async #uploading(upload: () => Promise<BuildArtifact[]>): Promise<BuildArtifact[]> {
    try {
      return await upload();
    } catch (error) {
      throw new PhaseFailed('CLIENT_ERROR', messageOf(error), { cause: error });
    }
  }

  /** Undefined when it failed: what that means is the caller's. Other errors end the build. */
  async #phase<T>(type: BuildPhaseType, work: () => Promise<T>): Promise<T | undefined> {
    this.#throwIfInterrupted();
    this.#begin(type);
    this.#log.event(COMMANDS.has(type) ? `Entering phase ${type}` : `Phase is ${type}`);
    try {
      const result = await work();
      this.#throwIfInterrupted();
      this.#end('SUCCEEDED');
      return result;
    } catch (error) {
      this.#throwIfInterrupted();
      const failure = failureOf(error);
      if (!failure) throw error;
      this.#end('FAILED', failure.context);
      return undefined;
    }
  }

  #opened() {
    if (!this.#workspace || !this.#shell) throw new Error('The build has no shell.');
    return { workspace: this.#workspace, shell: this.#shell };
  }

  #failed(): boolean {
    return this.record.phases.some(({ status }) => status === 'FAILED');
  }

  #begin(type: BuildPhaseType): void {
    beginPhase(this.record, type, this.#deps.clock.now());
  }

  #end(status: BuildStatus, context?: PhaseContext): void {
    const phase = this.record.phases.at(-1)?.type ?? '';
    endPhase(this.record, status, this.#deps.clock.now(), context);
    if (phase === 'SUBMITTED' || phase === 'QUEUED') return;
    this.#log.event(`Phase complete: ${phase} State: ${status}`);
    this.#log.event(`Phase context status code: ${context?.statusCode ?? ''} Message: ${context?.message ?? ''}`);
  }

  /** Texts of a stop are unverified. */
  #abort(error: unknown): void {
    if (this.record.phases.at(-1)?.status !== 'IN_PROGRESS') this.#begin('FINALIZING');
    if (this.#interruption === 'STOPPED') return this.#end('STOPPED');
    if (this.#interruption === 'TIMED_OUT')
      return this.#end('TIMED_OUT', { statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out.' });
    this.#deps.log.error(`Build ${this.record.id} broke off: ${messageOf(error)}`);
    this.#end('FAULT', { statusCode: 'INTERNAL_SERVICE_ERROR', message: messageOf(error) });
  }

  #complete(): BuildStatus {
    this.#ended.abort(new Error('ended'));
    const statuses = this.record.phases.map(({ status }) => status);
    const status =
      (['FAULT', 'STOPPED', 'TIMED_OUT', 'FAILED'] as const).find((one) => statuses.includes(one)) ?? 'SUCCEEDED';
    this.#begin('COMPLETED');
    this.record.endedAt = this.#deps.clock.now();
    this.record.status = status;
    return status;
  }

  async #close(): Promise<void> {
    const workspace = this.#workspace;
    this.#workspace = undefined;
    // The shell stays within reach until then: what its commands left to do at its end may take until the time-out.
    await workspace?.close();
    this.#shell = undefined;
  }

  /** Real minutes, whatever the clock's speed: a build works at the speed of this machine. */
  #watchTime(): void {
    const { clock } = this.#deps;
    const realMs = this.record.settings.timeoutInMinutes * 60_000;
    clock.sleep(realMs * clock.speed, this.#ended.signal).then(
      () => this.interrupt('TIMED_OUT'),
      // The build ended before.
      () => undefined,
    );
  }

  #throwIfInterrupted(): void {
    if (this.#interruption) throw new Interrupted(this.#interruption);
  }
}

const uuidOf = ({ id }: BuildRecord): string => id.slice(id.indexOf(':') + 1);

const COMMANDS = new Set<BuildPhaseType>(Object.values(PHASE_TYPES));

function failureOf(error: unknown): PhaseFailed | undefined {
  if (error instanceof PhaseFailed) return error;
  if (error instanceof UnreadableBuildspec) return new PhaseFailed('YAML_FILE_ERROR', error.message);
  // Source: the log of real builds.
  if (error instanceof MissingParameter) return new PhaseFailed('Decrypted Variables Error', error.message);
  // For example a service role that does not exist.
  if (error instanceof AwsError) return new PhaseFailed(error.code, error.message);
  return undefined;
}
