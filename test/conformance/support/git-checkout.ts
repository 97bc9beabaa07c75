import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface GitResult {
  stdout: string;
  stderr: string;
}

/** A user's clone, with a home of its own: git as people run it, the machine's configuration left out. */
export class GitCheckout {
  readonly directory: string;
  readonly #environment: Record<string, string>;

  private constructor(directory: string, home: string) {
    this.directory = directory;
    this.#environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_DATE: '1700000000 +0100',
      GIT_COMMITTER_DATE: '1700000001 +0100',
      LC_ALL: 'C',
    };
  }

  /** A new repository at `<parent>/<name>`. */
  static async init(parent: string, name = 'checkout'): Promise<GitCheckout> {
    const checkout = GitCheckout.at(parent, name);
    await checkout.git('init', '--quiet', '--initial-branch=main', '.');
    return checkout;
  }

  /** An empty directory in which git can be run, for example to clone. */
  static at(parent: string, name: string): GitCheckout {
    const [directory, home] = [join(parent, name), join(parent, `${name}-home`)];
    mkdirSync(directory, { recursive: true });
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n');
    return new GitCheckout(directory, home);
  }

  /** Rejects with an error that has `stderr` and `code`. */
  git(...args: string[]): Promise<GitResult> {
    return this.gitWith({}, ...args);
  }

  gitWith(environment: Record<string, string>, ...args: string[]): Promise<GitResult> {
    return promisify(execFile)('git', args, {
      cwd: this.directory,
      env: { ...this.#environment, ...environment },
      timeout: 25_000,
      maxBuffer: 64 * 1024 * 1024,
    });
  }

  write(path: string, content: string | Uint8Array): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Commits everything. Resolves with the commit's id. */
  async commit(message: string, ...options: string[]): Promise<string> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--cleanup=verbatim', '--message', message, ...options);
    return this.id('HEAD');
  }

  async id(revision: string): Promise<string> {
    return (await this.git('rev-parse', '--verify', revision)).stdout.trim();
  }
}
