import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RepositoryHistory } from './repository-history.ts';

/**
 * Directories with a commit's files, one a commit, made once.
 *
 * A connection's default output is "a ZIP file with a shallow copy of your commit" (user guide, "CodeStarSourceConnection"
 * action reference): the files of a clone, without `.git`. So they are checked out, not exported: `export-ignore` and
 * `export-subst`, which only `git archive` reads, change nothing, line endings are as attributes have them, a submodule is an
 * empty folder, and files of LFS are their pointers. Unverified: whether the ZIP keeps symbolic links (of other source
 * actions people report text files instead of them) and modes; here both are kept.
 */
export class CommitCheckouts {
  readonly #directory: string;
  readonly #making = new Map<string, Promise<string>>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Removes what an engine that died left unfinished. */
  async clear(): Promise<void> {
    await rm(this.#unfinished, { recursive: true, force: true });
  }

  /** Rejects when there is no such commit. */
  async checkout(history: RepositoryHistory, repositoryId: string, commitId: string): Promise<string> {
    const { commitId: name } = await history.commit(commitId);
    const target = join(this.#directory, repositoryId, name);
    if (existsSync(target)) return target;
    const making = this.#making.get(target) ?? this.#make(history, name, target);
    this.#making.set(target, making);
    return making.finally(() => this.#making.delete(target));
  }

  async #make(history: RepositoryHistory, commitId: string, target: string): Promise<string> {
    const place = join(this.#unfinished, randomUUID());
    const files = join(place, 'files');
    await mkdir(files, { recursive: true });
    try {
      await history.extract(commitId, files, join(place, 'index'));
      await mkdir(dirname(target), { recursive: true });
      await rename(files, target);
    } finally {
      await rm(place, { recursive: true, force: true });
    }
    return target;
  }

  get #unfinished(): string {
    return join(this.#directory, '.unfinished');
  }
}
