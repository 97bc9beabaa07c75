import { join } from 'node:path';
import type { SourceRevision, SourceRevisions } from '../../runtime/ports/source-revisions.ts';
import { CommitCheckouts } from './commit-checkouts.ts';
import type { GitProcesses } from './git-processes.ts';
import { openRepository } from './open-repository.ts';
import { RepositoryHistory } from './repository-history.ts';

/** An owner and a name as the providers have them, with groups between (GitLab). Source: connections' `FullRepositoryId`. */
const REPOSITORY_ID = /^[A-Za-z0-9_][\w.-]*(\/(?!\.{1,2}(\/|$))[\w.-]+)+$/;

/** The bare repositories below a directory, `<owner>/<name>.git` each, and what is read of them. */
export class ServedRepositories implements SourceRevisions {
  readonly ids: readonly string[];
  readonly #histories: ReadonlyMap<string, RepositoryHistory>;
  readonly #checkouts: CommitCheckouts;

  private constructor(
    ids: readonly string[],
    histories: ReadonlyMap<string, RepositoryHistory>,
    checkouts: CommitCheckouts,
  ) {
    this.ids = ids;
    this.#histories = histories;
    this.#checkouts = checkouts;
  }

  /** Makes those that are missing. Throws when an id is none. */
  static async open(git: GitProcesses, directory: string, ids: readonly string[]): Promise<ServedRepositories> {
    const wrong = ids.find((id) => !REPOSITORY_ID.test(id) || id.endsWith('.git'));
    if (wrong !== undefined) throw new Error(`"${wrong}" is no repository id: write owner/name, without .git.`);
    const histories = new Map<string, RepositoryHistory>();
    for (const id of ids) {
      const bare = join(directory, `${id}.git`);
      await openRepository(git, bare);
      histories.set(id, new RepositoryHistory(git, id, bare));
    }
    const checkouts = new CommitCheckouts(join(directory, '.checkouts'));
    await checkouts.clear();
    return new ServedRepositories(ids, histories, checkouts);
  }

  history(repositoryId: string): RepositoryHistory {
    const found = this.#histories.get(repositoryId);
    if (found) return found;
    throw new Error(`The rehearsal serves no repository ${repositoryId}. It serves: ${this.ids.join(', ')}.`);
  }

  async head(repositoryId: string, branch: string): Promise<SourceRevision> {
    return this.history(repositoryId).head(branch);
  }

  async commit(repositoryId: string, commitId: string): Promise<SourceRevision> {
    return this.history(repositoryId).commit(commitId);
  }

  async checkout(repositoryId: string, commitId: string): Promise<string> {
    return this.#checkouts.checkout(this.history(repositoryId), repositoryId, commitId);
  }
}
