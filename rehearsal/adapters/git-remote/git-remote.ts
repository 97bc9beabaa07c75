import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { messageOf } from '../../kernel/aws-error.ts';
import type { Log } from '../../kernel/log.ts';
import { PortTakenError } from '../../kernel/port-taken-error.ts';
import type { SourceRevisions } from '../../runtime/ports/source-revisions.ts';
import { assertGit } from './assert-git.ts';
import { GitProcesses } from './git-processes.ts';
import { answerByBackend } from './http-backend.ts';
import { PushAnnouncements } from './push-announcements.ts';
import { pushedBranches, type PushedBranch } from './pushed-branch.ts';
import { ANNOUNCEMENT_PATH, remoteRequest, type RemoteRequest } from './remote-request.ts';
import { ServedRepositories } from './served-repositories.ts';

export type { PushedBranch } from './pushed-branch.ts';

export interface GitRemoteOptions {
  /** The bare repositories live below it, `<owner>/<name>.git` each, and survive restarts. */
  directory: string;
  /** 0 takes a free one. */
  port: number;
  /** `owner/name`; made, empty, when missing. Everything else is answered 404. */
  repositories: readonly string[];
  log: Log;
  /**
   * Told of each new or moved branch after it is stored, of one after the other. The pusher sees the lines that it returns, or
   * what it throws, as `remote: …`; the push has succeeded either way.
   */
  pushed(push: PushedBranch): readonly string[] | Promise<readonly string[]>;
}

export interface GitRemote extends SourceRevisions {
  /** What `git remote add` takes. Throws for a repository that is not served. */
  url(repositoryId: string): string;
  /** Pushes under way fail. Resolves when no process of git is left and the port is free. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Serves git repositories over smart HTTP, by git itself, on loopback. Rejects with PortTakenError when the port is in use,
 * and with what to install when there is no git.
 */
export async function startGitRemote(options: GitRemoteOptions): Promise<GitRemote> {
  await assertGit();
  const directory = resolve(options.directory);
  const home = join(directory, '.home');
  await mkdir(home, { recursive: true });
  const git = new GitProcesses(home);
  const repositories = await ServedRepositories.open(git, directory, options.repositories);
  const remote = new Remote({ ...options, directory }, git, repositories);
  const server = createServer((incoming, response) => void remote.answer(incoming, response));
  // As the gateway: longer than git packs between its requests. A large push may take its time.
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 0;
  await listen(server, options.port);
  const origin = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  remote.origin = origin;
  return {
    head: (...of) => repositories.head(...of),
    commit: (...of) => repositories.commit(...of),
    checkout: (...of) => repositories.checkout(...of),
    url(repositoryId) {
      repositories.history(repositoryId);
      return `${origin}/${repositoryId}.git`;
    },
    async close() {
      await Promise.all([git.close(), close(server)]);
    },
  };
}

class Remote {
  readonly #options: GitRemoteOptions;
  readonly #git: GitProcesses;
  readonly #repositories: ServedRepositories;
  readonly #announcements = new PushAnnouncements();
  /** Known when the server listens. */
  origin = '';

  constructor(options: GitRemoteOptions, git: GitProcesses, repositories: ServedRepositories) {
    this.#options = options;
    this.#git = git;
    this.#repositories = repositories;
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = incoming;
    const wanted = remoteRequest({ method, url, host: headers.host }, this.#repositories.ids);
    try {
      if (wanted.kind === 'refused') reply(response, wanted.status, wanted.message);
      else if (wanted.kind === 'announcement') await this.#announce(incoming, response);
      else await this.#serve(wanted, incoming, response);
    } catch (error) {
      if (this.#git.isClosed) return void response.destroy();
      this.#options.log.error('A request to the git remote could not be answered.', { url, error: messageOf(error) });
      if (response.headersSent) response.destroy();
      else reply(response, 500, 'The rehearsal could not answer; its log says why.');
    }
  }

  async #serve(
    { kind, repositoryId, service }: Extract<RemoteRequest, { service: string }>,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const path = `/${repositoryId}.git/${kind === 'advertisement' ? 'info/refs' : service}`;
    const announcement = this.#announcements.expect(repositoryId, `${this.origin}${ANNOUNCEMENT_PATH}`);
    const { environment, forget } = announcement;
    try {
      const call = { root: this.#options.directory, path, service, environment };
      await answerByBackend(this.#git, this.#options.log, call, incoming, response);
    } finally {
      forget();
    }
  }

  /** The hook of a push under way tells what was stored, and gets the lines that the pusher sees. */
  async #announce(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const repositoryId = this.#announcements.repositoryOf(incoming.headers.authorization);
    if (repositoryId === undefined) return reply(response, 403, 'No such push is under way.');
    const input = await text(incoming);
    const lines = await this.#announcements.inTurn(() => this.#tell(repositoryId, input));
    reply(response, 200, lines.join('\n'));
  }

  async #tell(repositoryId: string, hookInput: string): Promise<string[]> {
    const { log } = this.#options;
    const lines: string[] = [];
    for (const push of await pushedBranches(this.#repositories.history(repositoryId), repositoryId, hookInput)) {
      log.info(`${push.branch} of ${repositoryId} is ${push.commitId}.`, { files: push.files.length });
      try {
        lines.push(...(await this.#options.pushed(push)));
      } catch (error) {
        log.error(`A push of ${push.branch} was stored, but not taken.`, { error: messageOf(error) });
        lines.push(`${push.branch} is stored, but the rehearsal could not take it: ${messageOf(error)}`);
      }
    }
    return lines;
  }
}

/** git shows plain text to its user. */
function reply(response: ServerResponse, status: number, message: string): void {
  const body = message === '' ? '' : `${message}\n`;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(body);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(HOST, port, error) : error);
    });
    server.listen(port, HOST, () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
