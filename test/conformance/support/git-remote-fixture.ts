import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startGitRemote,
  type GitRemote,
  type PushedBranch,
} from '../../../rehearsal/adapters/git-remote/git-remote.ts';
import type { Log } from '../../../rehearsal/kernel/log.ts';
import { GitCheckout } from './git-checkout.ts';

export const REPOSITORY = 'example/picus';

/** A running remote, the pushes it told of, what it logged, and a user's checkout that has it as `rehearsal`. */
export class GitRemoteFixture {
  readonly directory = mkdtempSync(join(tmpdir(), 'git-remote-'));
  readonly pushes: PushedBranch[] = [];
  readonly logged: string[] = [];
  /** What the pusher is told. */
  answer: (push: PushedBranch) => readonly string[] = ({ branch }) => [`seen ${branch}`];
  #remote: GitRemote | undefined;
  #user: GitCheckout | undefined;

  static async start(): Promise<GitRemoteFixture> {
    const fixture = new GitRemoteFixture();
    await fixture.startRemote();
    fixture.#user = await GitCheckout.init(fixture.directory);
    await fixture.user.git('remote', 'add', 'rehearsal', fixture.remote.url(REPOSITORY));
    return fixture;
  }

  get remote(): GitRemote {
    if (!this.#remote) throw new Error('The remote is not started.');
    return this.#remote;
  }

  get user(): GitCheckout {
    if (!this.#user) throw new Error('There is no checkout.');
    return this.#user;
  }

  get served(): string {
    return join(this.directory, 'served');
  }

  /** `example/picus.git` below what is served. */
  get bare(): string {
    return join(this.served, `${REPOSITORY}.git`);
  }

  async startRemote(port = 0): Promise<void> {
    this.#remote = await startGitRemote({
      directory: this.served,
      port,
      repositories: [REPOSITORY, 'example/second'],
      log: this.#log,
      pushed: (push) => {
        this.pushes.push(push);
        return this.answer(push);
      },
    });
  }

  /** Resolves with what the pusher sees. */
  async push(...what: string[]): Promise<string> {
    return (await this.user.git('push', 'rehearsal', ...what)).stderr;
  }

  get #log(): Log {
    const keep = (level: string) => (message: string, facts?: Record<string, unknown>) =>
      void this.logged.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`);
    return { info() {}, warn: keep('warn'), error: keep('error') };
  }

  async close(): Promise<void> {
    await this.#remote?.close();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
