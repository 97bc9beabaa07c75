import type { SourceRevision } from '../../runtime/ports/source-revisions.ts';
import type { GitProcesses } from './git-processes.ts';

/** Reads commits of one bare repository. */
export class RepositoryHistory {
  readonly #git: GitProcesses;
  readonly #repositoryId: string;
  readonly #directory: string;

  constructor(git: GitProcesses, repositoryId: string, directory: string) {
    this.#git = git;
    this.#repositoryId = repositoryId;
    this.#directory = directory;
  }

  /** Rejects when there is no such branch. `branch` is a name, never an expression such as `main~1`. */
  async head(branch: string): Promise<SourceRevision> {
    const references = await this.#run('for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads');
    const line = references.split('\n').find((text) => text.endsWith(` refs/heads/${branch}`));
    if (line === undefined)
      throw new Error(
        `The repository ${this.#repositoryId} has no branch ${branch} yet: nobody has pushed it to the rehearsal's remote.`,
      );
    return this.commit(line.slice(0, line.indexOf(' ')));
  }

  /** Rejects unless `commitId` is the whole id of a commit that was pushed. */
  async commit(commitId: string): Promise<SourceRevision> {
    await this.#assertCommit(commitId);
    const format = ['%H', '%an', '%ae', '%at', '%B'].join('%x00');
    const text = await this.#run(
      'log',
      '-1',
      '--no-show-signature',
      '--encoding=UTF-8',
      `--format=${format}`,
      commitId,
    );
    const [id = '', name = '', email = '', seconds = '', message = ''] = text.split('\0');
    return {
      commitId: id,
      message: message.replace(/\n+$/, ''),
      author: { name, email },
      authoredAt: Number(seconds) * 1000,
    };
  }

  /** All paths of the commit. */
  async files(commitId: string): Promise<string[]> {
    return paths(await this.#run('ls-tree', '-r', '-z', '--name-only', '--full-tree', commitId));
  }

  /** Paths that differ between the two trees; of what was renamed, both names. */
  async changedFiles(previous: string, commitId: string): Promise<string[]> {
    return paths(await this.#run('diff-tree', '-r', '-z', '--no-renames', '--name-only', previous, commitId));
  }

  /**
   * Writes the commit's files into `target`, an existing, empty directory; `index` is a file that git makes and that the
   * caller removes.
   */
  async extract(commitId: string, target: string, index: string): Promise<void> {
    await this.#assertCommit(commitId);
    await this.#git.run(
      [`--git-dir=${this.#directory}`, `--work-tree=${target}`, 'read-tree', '--reset', '-u', commitId],
      { GIT_INDEX_FILE: index },
    );
  }

  async #assertCommit(commitId: string): Promise<void> {
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commitId))
      throw new Error(`"${commitId}" is not the whole id of a commit: 40 hexadecimal digits are needed.`);
    const type = await this.#run('cat-file', '-t', commitId).catch(() => '');
    if (type.trim() !== 'commit')
      throw new Error(
        `The repository ${this.#repositoryId} has no commit ${commitId}: it was not pushed to the rehearsal's remote.`,
      );
  }

  #run(...args: string[]): Promise<string> {
    return this.#git.run([`--git-dir=${this.#directory}`, ...args]);
  }
}

const paths = (output: string): string[] => output.split('\0').filter((path) => path !== '');
