import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { GitProcesses } from '../../adapters/git-remote/git-processes.ts';
import type { DrilledProduct } from '../../adapters/product/product-config.ts';

type Edit = NonNullable<DrilledProduct['drill']['pipeline']>['edits'][number];

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@example.com',
  GIT_COMMITTER_NAME: 'Rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@example.com',
};

/** A clone of the product's last commit in which releases are made: nothing of the user's checkout is changed. */
export class CommitClone {
  readonly #git: GitProcesses;
  readonly #directory: string;
  readonly #base: string;

  private constructor(git: GitProcesses, directory: string, base: string) {
    this.#git = git;
    this.#directory = directory;
    this.#base = base;
  }

  /** Made anew in `directory`. Throws when the product is in no git repository. */
  static async make(product: string, directory: string, branch: string): Promise<CommitClone> {
    assertRepository(product);
    const home = `${directory}-home`;
    await mkdir(home, { recursive: true });
    const git = new GitProcesses(home);
    rmSync(directory, { recursive: true, force: true });
    await git.run(['clone', '--quiet', '--no-tags', product, directory]);
    await git.run(['-C', directory, 'checkout', '--quiet', '-B', branch]);
    const base = await git.run(['-C', directory, 'rev-parse', 'HEAD']);
    return new CommitClone(git, directory, base.trim());
  }

  /** Commits the product's last commit with these edits, on top of what was committed here before. Returns the commit's id. */
  async commit(message: string, edits: readonly Edit[], release: string): Promise<string> {
    await this.#run('restore', '--source', this.#base, '--worktree', '--staged', '.');
    for (const edit of edits) this.#apply(edit, release);
    await this.#run('add', '--all');
    await this.#run('commit', '--quiet', '--allow-empty', '--message', message);
    return (await this.#run('rev-parse', 'HEAD')).trim();
  }

  push(url: string, branch: string): Promise<string> {
    return this.#run('push', '--quiet', url, `HEAD:refs/heads/${branch}`);
  }

  close(): Promise<void> {
    return this.#git.close();
  }

  #apply({ file, find, replace }: Edit, release: string): void {
    const path = resolve(this.#directory, file);
    if (!path.startsWith(this.#directory + sep)) throw new Error(`${file} is not inside the repository.`);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (text?.includes(find) !== true)
      throw new Error(
        `The drill's edit of ${file} does not find ${JSON.stringify(find)} in the last commit: adapt drill.pipeline.edits in the rehearsal's configuration.`,
      );
    const by = replace.replaceAll('{release}', release);
    // Once: a function, so that nothing in the text is special.
    writeFileSync(
      path,
      text.replace(find, () => by),
    );
  }

  #run(...args: string[]): Promise<string> {
    return this.#git.run(['-C', this.#directory, ...args], AUTHOR);
  }
}

function assertRepository(product: string): void {
  if (!existsSync(join(product, '.git')))
    throw new Error(`${product} is no git repository: releases are pushed as commits made in a clone of it.`);
}

/** What is not committed is not in the clone. Takes no lock in the user's repository. Throws when there is none. */
export async function uncommittedFiles(product: string, home: string): Promise<string[]> {
  assertRepository(product);
  await mkdir(home, { recursive: true });
  const git = new GitProcesses(home);
  try {
    const status = await git.run(['-C', product, '--no-optional-locks', 'status', '--porcelain']);
    return status.split('\n').filter(Boolean);
  } finally {
    await git.close();
  }
}
