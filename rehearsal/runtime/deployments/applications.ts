import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { PerScope, type Scope } from '../../kernel/scope.ts';
import type { ComputePlatform } from './deployment-group.ts';
import { errors } from './errors.ts';
import { readPlatform } from './read-platform.ts';

export interface Application {
  id: string;
  name: string;
  computePlatform: ComputePlatform;
  /** Epoch milliseconds. */
  createdAt: number;
  tags: Record<string, string>;
  /** AppSpec revisions by their SHA-256. */
  revisions: Map<string, Revision>;
}

export interface Revision {
  content: string;
  sha256: string;
  description?: string;
  registeredAt: number;
  firstUsedAt?: number;
  lastUsedAt?: number;
  groups: Set<string>;
}

/** CodeDeploy applications of the compute platforms ECS and Lambda. */
export class Applications {
  readonly #byName = new PerScope(() => new Map<string, Application>());
  readonly #clock: Clock;
  readonly #ids: Ids;

  constructor({ clock, ids }: { clock: Clock; ids: Ids }) {
    this.#clock = clock;
    this.#ids = ids;
  }

  create(
    scope: Scope,
    { name, computePlatform, tags }: { name?: string; computePlatform?: string; tags?: Record<string, string> },
  ): Application {
    const valid = checkName(name);
    const platform = readPlatform(computePlatform);
    const applications = this.#byName.of(scope);
    if (applications.has(valid)) throw errors.applicationAlreadyExists(valid);
    const application: Application = {
      id: this.#ids.uuid(),
      name: valid,
      computePlatform: platform,
      createdAt: this.#clock.now(),
      tags: tags ?? {},
      revisions: new Map(),
    };
    applications.set(valid, application);
    return application;
  }

  get(scope: Scope, name: string | undefined): Application {
    const valid = checkName(name);
    const application = this.#byName.of(scope).get(valid);
    if (!application) throw errors.applicationDoesNotExist(valid);
    return application;
  }

  list(scope: Scope): Application[] {
    return [...this.#byName.of(scope).values()];
  }

  /** Deleting what does not exist succeeds: DeleteApplication's model has no ApplicationDoesNotExistException. */
  delete(scope: Scope, name: string | undefined): void {
    this.#byName.of(scope).delete(checkName(name));
  }

  registerRevision(
    scope: Scope,
    name: string | undefined,
    revision: { content: string; sha256: string; description?: string },
  ): Revision {
    const { revisions } = this.get(scope, name);
    const known = revisions.get(revision.sha256);
    if (known) return known;
    const registered: Revision = { ...revision, registeredAt: this.#clock.now(), groups: new Set() };
    revisions.set(revision.sha256, registered);
    return registered;
  }

  save(): [Scope, Map<string, Application>][] {
    return this.#byName.entries();
  }

  restore(saved: ReturnType<this['save']>): void {
    this.#byName.refill(saved);
  }

  revision(scope: Scope, name: string | undefined, sha256: string | undefined): Revision {
    const revision = this.get(scope, name).revisions.get(sha256 ?? '');
    if (!revision) throw errors.revisionDoesNotExist();
    return revision;
  }
}

function checkName(name: string | undefined): string {
  if (name === undefined || name === '') throw errors.applicationNameRequired();
  if (name.length > 100) throw errors.invalidApplicationName(name);
  return name;
}
