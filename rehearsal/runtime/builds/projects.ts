import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { arnOf, PerScope, type Scope } from '../../kernel/scope.ts';
import { invalidInput, projectExists, projectNotFound } from './errors.ts';
import type { Project, ProjectSettings } from './project.ts';

/** Source: CodeBuild API, CreateProject: timeoutInMinutes 5 to 2160, queuedTimeoutInMinutes 5 to 480. */
const TIMEOUT = { least: 5, most: 2160 };
const QUEUED_TIMEOUT = { least: 5, most: 480 };

/** Source: CodeBuild API, CreateProject: 60 minutes, queued for 480 at most; CloudWatch Logs are on. */
export const DEFAULT_SETTINGS = {
  description: undefined,
  buildspec: undefined,
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 480,
  encryptionKey: undefined,
  cache: { type: 'NO_CACHE' },
  logs: { enabled: true, group: undefined, stream: undefined },
  tags: {},
} satisfies Partial<ProjectSettings>;

/** Of what an earlier engine saved. */
export const UNCACHED = { cache: DEFAULT_SETTINGS.cache };

/** Build projects of every account and region. */
export class Projects {
  readonly #clock: Clock;
  /** Given to projects of this engine. */
  readonly #cacheIds = new Set<string>();
  readonly #ids: Ids;
  readonly #projects = new PerScope(() => new Map<string, Project>());

  constructor(deps: { clock: Clock; ids: Ids }) {
    this.#clock = deps.clock;
    this.#ids = deps.ids;
  }

  create(scope: Scope, name: string, settings: ProjectSettings): Project {
    // Source: CodeBuild API, ProjectName.
    if (!/^[A-Za-z0-9][A-Za-z0-9\-_]{1,149}$/.test(name))
      throw invalidInput('Invalid project name: 2 to 150 letters, digits, - and _, the first a letter or digit.');
    checkSettings(settings);
    const arn = arnOf(scope, 'codebuild', `project/${name}`);
    const projects = this.#projects.of(scope);
    if (projects.has(name)) throw projectExists(arn);
    const now = this.#clock.now();
    const project: Project = {
      ...settings,
      // Source: CodeBuild API, CreateProject.encryptionKey: the account's key for S3.
      encryptionKey: settings.encryptionKey ?? arnOf(scope, 'kms', 'alias/aws/s3'),
      scope,
      name,
      arn,
      createdAt: now,
      modifiedAt: now,
      buildNumber: 0,
      cacheId: this.#firstCacheId(scope, name),
    };
    projects.set(name, project);
    return project;
  }

  /** Only what is given changes. */
  update(scope: Scope, nameOrArn: string, changes: Partial<ProjectSettings>): Project {
    const project = this.get(scope, nameOrArn);
    checkSettings({ ...project, ...changes });
    return Object.assign(project, changes, { modifiedAt: this.#clock.now() });
  }

  /** Throws ResourceNotFoundException. */
  get(scope: Scope, nameOrArn: string): Project {
    const project = this.find(scope, nameOrArn);
    if (!project) throw projectNotFound(nameOrArn);
    return project;
  }

  find(scope: Scope, nameOrArn: string): Project | undefined {
    const name = nameOrArn.startsWith('arn:') ? nameOrArn.split(':project/')[1] : nameOrArn;
    const project = this.#projects.of(scope).get(name ?? '');
    return nameOrArn.startsWith('arn:') && project?.arn !== nameOrArn ? undefined : project;
  }

  list(scope: Scope): Project[] {
    return [...this.#projects.of(scope).values()];
  }

  /** Later builds begin with an empty cache. Returns the id of the one before. Throws ResourceNotFoundException. */
  renewCache(scope: Scope, nameOrArn: string): string {
    const project = this.get(scope, nameOrArn);
    const { cacheId } = project;
    project.cacheId = this.#ids.uuid();
    return cacheId;
  }

  /** What does not exist counts as deleted. Source: CodeBuild API, DeleteProject has no ResourceNotFoundException. */
  delete(scope: Scope, nameOrArn: string): Project | undefined {
    const project = this.find(scope, nameOrArn);
    if (project) this.#projects.of(scope).delete(project.name);
    return project;
  }

  save(): [Scope, Map<string, Project>][] {
    return this.#projects.entries();
  }

  /**
   * The build host of a rehearsal outlives it: a project of the same name finds its cache again in the next one. One that was
   * deleted in this one does not.
   */
  #firstCacheId({ account, region }: Scope, name: string): string {
    const id = `${account}-${region}-${name}`;
    if (this.#cacheIds.has(id)) return this.#ids.uuid();
    this.#cacheIds.add(id);
    return id;
  }

  #uncached(): Partial<Project> {
    return { ...UNCACHED, cacheId: this.#ids.uuid() };
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#projects.refill(saved);
    for (const [, projects] of saved)
      // An earlier engine knew no cache.
      for (const project of projects.values()) Object.assign(project, { ...this.#uncached(), ...project });
  }
}

/** Also of the settings of one build, with its overrides. */
export function checkSettings(settings: ProjectSettings): void {
  const { sourceType, artifactsType, timeoutInMinutes, queuedTimeoutInMinutes } = settings;
  // Source: CodeBuild API, ProjectArtifacts.type and ProjectSource.type: CODEPIPELINE goes with CODEPIPELINE.
  if ((sourceType === 'CODEPIPELINE') !== (artifactsType === 'CODEPIPELINE'))
    throw invalidInput(
      'A project whose source is CODEPIPELINE must have artifacts of type CODEPIPELINE, and only that.',
    );
  if (sourceType === 'NO_SOURCE' && settings.buildspec === undefined)
    throw invalidInput('A project with source type NO_SOURCE must have an inline buildspec.');
  checkMinutes('timeoutInMinutes', timeoutInMinutes, TIMEOUT);
  checkMinutes('queuedTimeoutInMinutes', queuedTimeoutInMinutes, QUEUED_TIMEOUT);
  if (settings.cache.type === 'S3' && !/^[^/]/.test(settings.cache.location))
    throw invalidInput('Invalid cache: a cache of type S3 must have a location: <bucket>/<prefix>.');
  if (settings.cache.type === 'LOCAL' && settings.cache.modes.length === 0)
    throw invalidInput('Invalid cache: a cache of type LOCAL must have one or more modes.');
  if (settings.serviceRole === '') throw invalidInput('Project service role is required.');
  for (const { name } of settings.environment.variables)
    if (!/^[A-Za-z_]\w*$/.test(name) || name.startsWith('CODEBUILD_'))
      throw invalidInput(`Invalid environment variable name: ${name}`);
}

function checkMinutes(member: string, minutes: number, { least, most }: { least: number; most: number }): void {
  if (!Number.isInteger(minutes) || minutes < least || minutes > most)
    throw invalidInput(`Invalid ${member}: ${minutes}. It must be between ${least} and ${most}.`);
}
