import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../kernel/log.ts';
import { cgiHead } from './cgi-head.ts';
import type { GitProcesses } from './git-processes.ts';
import type { GitService } from './remote-request.ts';

export interface BackendCall {
  /** Directory above all repositories. */
  root: string;
  /** From there, for example `/example/picus.git/info/refs`. */
  path: string;
  service: GitService;
  /** For the hook. */
  environment: Record<string, string>;
}

/**
 * Answers one request by `git http-backend`, streaming both ways. Resolves when git has ended.
 * Source: git-http-backend(1), RFC 3875.
 */
export async function answerByBackend(
  git: GitProcesses,
  log: Log,
  call: BackendCall,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const child = git.spawn(['http-backend'], { ...metaVariables(call, incoming), ...call.environment });
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'no status'));
  });
  const complaints: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  sendBody(git, child, call, incoming, response);
  relayAnswer(child, response);
  const status = await ended;
  if (status !== 0 && !response.destroyed)
    log.warn(`git http-backend ended with ${status}.`, {
      path: call.path,
      output: Buffer.concat(complaints).toString().trim(),
    });
  finish(response, typeof status === 'string');
}

/** What git says before it fails is part of the answer; an answer that was cut off must not look whole. */
function finish(response: ServerResponse, isCutOff: boolean): void {
  if (!response.headersSent)
    response.writeHead(500, { 'content-type': 'text/plain' }).end('git http-backend gave no answer.\n');
  else if (isCutOff) response.destroy();
  else response.end();
}

function metaVariables(call: BackendCall, { method = '', headers, url = '' }: IncomingMessage): Record<string, string> {
  const header = (name: string, variable: string): Record<string, string> => {
    const value = headers[name];
    return typeof value === 'string' ? { [variable]: value } : {};
  };
  return {
    GATEWAY_INTERFACE: 'CGI/1.1',
    GIT_PROJECT_ROOT: call.root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: call.path,
    REQUEST_METHOD: method,
    QUERY_STRING: url.split('?', 2)[1] ?? '',
    REMOTE_ADDR: '127.0.0.1',
    ...header('content-type', 'CONTENT_TYPE'),
    // Absent when the body is chunked: git reads to its end then.
    ...header('content-length', 'CONTENT_LENGTH'),
    ...header('content-encoding', 'HTTP_CONTENT_ENCODING'),
    ...header('git-protocol', 'GIT_PROTOCOL'),
  };
}

function sendBody(
  git: GitProcesses,
  child: ChildProcessWithoutNullStreams,
  { service }: BackendCall,
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  incoming.pipe(child.stdin);
  // Git may answer, and end, before it has read everything.
  child.stdin.once('close', () => incoming.resume());
  response.once('close', () => {
    if (response.writableFinished) return;
    // A push that came whole is carried through though nobody waits for its answer: its hook tells of it.
    if (service === 'git-receive-pack' && incoming.complete) return;
    git.end(child);
  });
}

function relayAnswer(child: ChildProcessWithoutNullStreams, response: ServerResponse): void {
  let received = Buffer.alloc(0);
  const read = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const head = readHead(received);
    if (!head) return;
    child.stdout.off('data', read);
    response.writeHead(head.status, head.headers).flushHeaders();
    if (head.rest.length > 0) response.write(head.rest);
    child.stdout.pipe(response, { end: false });
  };
  const readHead = (output: Buffer) => {
    try {
      return cgiHead(output);
    } catch (error) {
      child.stdout.off('data', read).resume();
      response.destroy(error as Error);
      return undefined;
    }
  };
  child.stdout.on('data', read);
  // Read on without a client, or git would wait.
  response.once('close', () => child.stdout.resume());
}
