import type { Buildspec, CommandPhase } from '../../domain/build/buildspec.ts';
import { nextPhase, type PhaseOutcome } from '../../domain/build/next-phase.ts';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/log.ts';
import type { BuildRunner, BuildShell, BuildSource, BuildWorkspace } from '../ports/build-runner.ts';
import type { BuildspecDocuments } from '../ports/buildspec-documents.ts';
import type { BuildArtifact } from '../ports/builds.ts';
import type { LogSink } from '../ports/log-sink.ts';
import type { ReportDocuments } from '../ports/report-documents.ts';
import { BuildCache, type CacheObjects } from './build-cache.ts';
import { buildEnvironment, type ValueSources } from './build-environment.ts';
import { BuildLog } from './build-log.ts';
import type { BuildPhaseType, BuildRecord } from './build-record.ts';
import { loadBuildspec } from './load-buildspec.ts';
import { PhaseTrack } from './phase-track.ts';
import type { Reports } from './reports.ts';
import { runCommands } from './run-commands.ts';
import { uploadArtifacts } from './upload-artifacts.ts';
import { uploadReports } from './upload-reports.ts';

export interface BuildRunDependencies extends ValueSources {
  clock: Clock;
  log: Log;
  logs: LogSink;
  runner: BuildRunner;
  documents: BuildspecDocuments;
  reports: Reports;
  reportDocuments: ReportDocuments;
  /** Undefined: no build has a cache. */
  cacheObjects: CacheObjects | undefined;
}

/** A build whose commands may run. */
interface OpenedBuild {
  spec: Buildspec;
  workspace: BuildWorkspace;
  shell: BuildShell;
  cache: BuildCache;
}

export interface BuildInputs {
  sources: readonly BuildSource[];
  /** Undefined: the build has no artifacts. */
  artifactsDirectory: string | undefined;
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
  readonly #inputs: BuildInputs;
  readonly #log: BuildLog;
  readonly #track: PhaseTrack;
  readonly #ended = new AbortController();
  #workspace: BuildWorkspace | undefined;
  #shell: BuildShell | undefined;

  constructor(deps: BuildRunDependencies, record: BuildRecord, inputs: BuildInputs) {
    this.#deps = deps;
    this.record = record;
    this.#inputs = inputs;
    this.#log = new BuildLog(deps, record.scope, record.log, record.settings.logs.enabled);
    this.#track = new PhaseTrack(deps, record, this.#log);
    this.#watchTime();
    this.done = this.#run();
  }

  /** One that has ended stays as it is. */
  interrupt(as: 'STOPPED' | 'TIMED_OUT'): void {
    this.#track.interrupt(as);
    this.#shell?.kill();
  }

  async #run(): Promise<BuildArtifact[]> {
    const track = this.#track;
    let artifacts: BuildArtifact[] = [];
    try {
      // The caller sees the build queued, as StartBuild answers it.
      await Promise.resolve();
      track.leaveQueue();
      await track.run('PROVISIONING', () => Promise.resolve());
      const opened = await track.run('DOWNLOAD_SOURCE', () => this.#prepare());
      if (opened) artifacts = await this.#build(opened);
      await track.run('FINALIZING', () => this.#close());
    } catch (error) {
      track.abort(error);
    }
    // Once more where an end was cut short; what cannot be removed must not hide how the build ended.
    await this.#close().catch((error: unknown) => this.#deps.log.warn(`${this.record.id}: ${messageOf(error)}`));
    this.#ended.abort(new Error('ended'));
    return track.complete() === 'SUCCEEDED' ? artifacts : [];
  }

  async #prepare(): Promise<OpenedBuild> {
    const { record } = this;
    const { runner, documents, cacheObjects: objects } = this.#deps;
    const event = (text: string) => this.#log.event(text);
    const uuid = record.id.slice(record.id.indexOf(':') + 1);
    const workspace = await runner.prepare({ id: uuid, sources: this.#inputs.sources });
    this.#workspace = workspace;
    event(`CODEBUILD_SRC_DIR=${workspace.sourceDirectory}`);
    const spec = await loadBuildspec(record.settings.buildspec, workspace, documents, event);
    event('Processing environment variables');
    const environment = buildEnvironment(record, workspace, spec, this.#deps);
    this.#log.hide(environment.secrets);
    tellRecorded(spec, event);
    const shell = await workspace.openShell({
      scope: record.scope,
      serviceRole: record.settings.serviceRole,
      roleSessionName: `AWSCodeBuild-${uuid}`,
      environment: environment.variables,
      shell: spec.environment.shell,
      image: record.settings.environment.image,
      line: (text) => this.#log.output(text),
    });
    this.#shell = shell;
    event(`Moving to directory ${workspace.sourceDirectory}`);
    const cache = new BuildCache({ record, section: spec.cache, workspace, objects, event });
    await cache.restore();
    return { spec, workspace, shell, cache };
  }

  async #build(opened: OpenedBuild): Promise<BuildArtifact[]> {
    const { spec, workspace, shell } = opened;
    const [log, track] = [this.#log, this.#track];
    const done: PhaseOutcome[] = [];
    let next = nextPhase(spec, done);
    while (next !== 'upload' && next !== 'end') {
      const section = spec.phases[next];
      const succeeded = await track.run(PHASE_TYPES[next], async () => {
        await runCommands(section, { shell, log, track });
        return true;
      });
      done.push({ phase: next, failed: succeeded !== true });
      next = nextPhase(spec, done);
    }
    this.record.exportedVariables = await shell.exported(this.#exportable(spec));
    // Nothing was cut short: what commands wrote is as they meant it.
    workspace.keepCache();
    if (next === 'end') return [];
    return (await track.run('UPLOAD_ARTIFACTS', () => this.#upload(opened))) ?? [];
  }

  /** Reports of failed tests, too: they come before an artifact that may be missing then. */
  async #upload({ spec, workspace, cache }: OpenedBuild): Promise<BuildArtifact[]> {
    const event = (text: string) => this.#log.event(text);
    const { reports, reportDocuments: documents } = this.#deps;
    await uploadReports({ record: this.record, spec, workspace, reports, documents, event });
    const directory = this.#inputs.artifactsDirectory;
    const artifacts = await uploadArtifacts({ spec, workspace, directory, event });
    if (!this.#track.hasFailed()) await cache.save();
    return artifacts;
  }

  /** Parameters and secrets cannot be exported. Source: "Build specification reference", env/exported-variables. */
  #exportable({ environment }: Buildspec): string[] {
    const { variables } = this.record.settings.environment;
    const secret = new Set([
      ...Object.keys(environment.parameterStore),
      ...Object.keys(environment.secretsManager),
      ...variables.filter(({ type }) => type !== 'PLAINTEXT').map(({ name }) => name),
    ]);
    return environment.exportedVariables.filter((name) => !secret.has(name));
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
}

function tellRecorded({ runtimeVersions }: Buildspec, event: (text: string) => void): void {
  for (const [runtime, version] of Object.entries(runtimeVersions))
    event(`Runtime ${runtime} ${version} is recorded only: commands use what this machine has`);
}
