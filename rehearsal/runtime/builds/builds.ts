import type { Ids } from '../../kernel/ids.ts';
import type { Persistent } from '../../kernel/persistent.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { BuildRequest, BuildResult, BuildStarter, BuildStatus, StartedBuild } from '../ports/builds.ts';
import { endWithEngine, type BuildRecord } from './build-record.ts';
import { BuildRun, type BuildInputs, type BuildRunDependencies } from './build-run.ts';
import { buildNotFound, invalidInput, notRehearsed } from './errors.ts';
import type { Project, ProjectSettings } from './project.ts';
import { checkSettings, Projects, UNCACHED } from './projects.ts';
import { Reports } from './reports.ts';

export interface BuildsDependencies extends Omit<BuildRunDependencies, 'reports'> {
  ids: Ids;
}

/** A build that a caller of the API starts. */
export interface BuildStart {
  project: string;
  /** Over the project's own. */
  settings: Partial<ProjectSettings>;
  initiator: string;
  sourceVersion?: string | undefined;
  /** The same token and request give the same build. */
  token?: { token: string; request: string } | undefined;
}

/** What is kept for the next engine. */
interface SavedBuilds {
  projects: ReturnType<Projects['save']>;
  /** Oldest first. */
  builds: BuildRecord[];
  /** Missing in what an earlier engine saved. */
  reports?: ReturnType<Reports['save']>;
  tokens: Map<string, { request: string; id: string }>;
}

/** Build projects and builds of every account and region: what pipelines, the API and CloudFormation share. */
export class Builds implements BuildStarter, Persistent {
  readonly name = 'builds';
  readonly projects: Projects;
  readonly reports: Reports;
  readonly #deps: BuildsDependencies;
  /** By ARN, oldest first. */
  readonly #records = new Map<string, BuildRecord>();
  /** Those of this engine, by ARN. */
  readonly #runs = new Map<string, BuildRun>();
  readonly #tokens = new Map<string, { request: string; id: string }>();
  #closed = false;

  constructor(deps: BuildsDependencies) {
    this.#deps = deps;
    this.projects = new Projects(deps);
    this.reports = new Reports(deps);
  }

  start(request: BuildRequest): StartedBuild {
    const { scope, sources, artifactsDirectory } = request;
    const project = this.projects.get(scope, request.project);
    const own = project.environment.variables.filter(({ name }) => !(name in request.environment));
    const added = Object.entries(request.environment).map(
      ([name, value]) => ({ name, value, type: 'PLAINTEXT' }) as const,
    );
    const settings: ProjectSettings = {
      ...project,
      // A pipeline gives source and takes artifacts, whatever the project says.
      sourceType: 'CODEPIPELINE',
      artifactsType: 'CODEPIPELINE',
      environment: { ...project.environment, variables: [...own, ...added] },
    };
    const run = this.#run(project, settings, request, { sources, artifactsDirectory });
    const { id, log } = run.record;
    return {
      id,
      log,
      done: run.done.then((artifacts): BuildResult => ({ ...resultOf(run.record), artifacts })),
      stop: () => stopped(run),
    };
  }

  /** StartBuild: a build without a pipeline. */
  startBuild(scope: Scope, { project: name, settings: overrides, token, ...facts }: BuildStart): BuildRecord {
    const key = token && `${scope.account}/${scope.region}/${token.token}`;
    const before = key === undefined ? undefined : this.#tokens.get(key);
    if (before && before.request !== token?.request)
      throw invalidInput('The idempotency token was used before with other parameters.');
    if (before) return this.get(scope, before.id);
    const project = this.projects.get(scope, name);
    const settings = { ...project, ...overrides };
    checkSettings(settings);
    if (settings.sourceType === 'CODEPIPELINE')
      throw notRehearsed(`StartBuild of a project whose source is CODEPIPELINE: the pipeline starts ${project.name}`);
    const { record } = this.#run(project, settings, facts, { sources: [], artifactsDirectory: undefined });
    if (key !== undefined && token) this.#tokens.set(key, { request: token.request, id: record.id });
    return record;
  }

  /** RetryBuild: the same settings again, as a new build. */
  retry(scope: Scope, id: string, initiator: string): BuildRecord {
    const { projectName, settings, sourceVersion } = this.get(scope, id);
    return this.startBuild(scope, { project: projectName, settings, initiator, sourceVersion });
  }

  /** By id or ARN. Throws ResourceNotFoundException. */
  get(scope: Scope, idOrArn: string): BuildRecord {
    const record = this.#records.get(keyOf(scope, idOrArn));
    if (!record) throw buildNotFound(idOrArn);
    return record;
  }

  has(scope: Scope, idOrArn: string): boolean {
    return this.#records.has(keyOf(scope, idOrArn));
  }

  /** Oldest first. */
  list(scope: Scope): BuildRecord[] {
    const inScope = ({ account, region }: Scope) => account === scope.account && region === scope.region;
    return [...this.#records.values()].filter((record) => inScope(record.scope));
  }

  /** Resolves when nothing of the build runs any more. A build that has ended stays as it is. */
  async stop(scope: Scope, idOrArn: string): Promise<BuildRecord> {
    const record = this.get(scope, idOrArn);
    const run = this.#runs.get(record.arn);
    if (run) await stopped(run);
    return record;
  }

  /** DeleteProject. Its builds stay, its cache does not. */
  async deleteProject(scope: Scope, nameOrArn: string): Promise<void> {
    const project = this.projects.delete(scope, nameOrArn);
    if (project) await this.#deps.runner.forgetCache(project.cacheId);
  }

  /** InvalidateProjectCache: builds that run keep theirs to their end. Throws ResourceNotFoundException. */
  async invalidateCache(scope: Scope, nameOrArn: string): Promise<void> {
    await this.#deps.runner.forgetCache(this.projects.renewCache(scope, nameOrArn));
  }

  save(): SavedBuilds {
    return {
      projects: this.projects.save(),
      builds: [...this.#records.values()],
      reports: this.reports.save(),
      tokens: this.#tokens,
    };
  }

  restore({ projects, builds, reports = [], tokens }: SavedBuilds): void {
    this.projects.restore(projects);
    this.reports.restore(reports);
    for (const saved of builds) {
      const record: BuildRecord = { ...withoutReports(), ...saved, settings: { ...UNCACHED, ...saved.settings } };
      this.#records.set(record.arn, record);
    }
    for (const [key, start] of tokens) this.#tokens.set(key, start);
  }

  /** Nothing of a build outlives its engine: one that ran is a fault of the service. */
  resume(): void {
    for (const record of this.#records.values())
      if (record.status === 'IN_PROGRESS') endWithEngine(record, this.#deps.clock.now());
  }

  /** Stops every build. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#runs.values()].map(stopped));
    await this.#deps.runner.close();
  }

  #run(
    project: Project,
    settings: ProjectSettings,
    facts: { initiator: string; sourceVersion?: string | undefined; resolvedSourceVersion?: string | undefined },
    inputs: BuildInputs,
  ): BuildRun {
    if (this.#closed) throw new Error('The engine is stopping: no build is started.');
    const { scope, name } = project;
    const uuid = this.#deps.ids.uuid();
    const { group = `/aws/codebuild/${name}`, stream: prefix } = settings.logs;
    project.buildNumber += 1;
    const run = new BuildRun(
      { ...this.#deps, reports: this.reports },
      {
        scope,
        projectName: name,
        id: `${name}:${uuid}`,
        arn: arnOf(scope, 'codebuild', `build/${name}:${uuid}`),
        number: project.buildNumber,
        initiator: facts.initiator,
        sourceVersion: facts.sourceVersion,
        resolvedSourceVersion: facts.resolvedSourceVersion,
        settings: structuredClone(settings),
        status: 'IN_PROGRESS',
        startedAt: this.#deps.clock.now(),
        endedAt: undefined,
        phases: [],
        log: { group, stream: prefix === undefined ? uuid : `${prefix}/${uuid}` },
        exportedVariables: {},
        cacheId: project.cacheId,
        reportArns: [],
      },
      inputs,
    );
    this.#records.set(run.record.arn, run.record);
    this.#runs.set(run.record.arn, run);
    return run;
  }
}

/** What builds of an earlier engine have not. */
const withoutReports = (): Partial<BuildRecord> => ({ cacheId: '', reportArns: [] });

async function stopped(run: BuildRun): Promise<void> {
  run.interrupt('STOPPED');
  await run.done;
}

const keyOf = (scope: Scope, idOrArn: string): string =>
  idOrArn.startsWith('arn:') ? idOrArn : arnOf(scope, 'codebuild', `build/${idOrArn}`);

const resultOf = (record: BuildRecord): Omit<BuildResult, 'artifacts'> => ({
  status: record.status as BuildStatus,
  phases: record.phases.map(({ type, status, startedAt, endedAt, context }) => ({
    phase: type,
    status: status ?? '',
    context,
    durationSeconds: Math.floor(((endedAt ?? startedAt) - startedAt) / 1000),
  })),
  exportedVariables: record.exportedVariables,
  log: record.log,
});
