export type RemoteRequest =
  | { kind: 'advertisement'; repositoryId: string; service: GitService }
  | { kind: 'service'; repositoryId: string; service: GitService }
  /** From the hook of a push that is under way. */
  | { kind: 'announcement' }
  | { kind: 'refused'; status: 403 | 404; message: string };

export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** No repository is below it: owners begin with a letter, digit or underscore. */
export const ANNOUNCEMENT_PATH = '/-/pushed';

/**
 * What a request wants of the remote: the smart protocol's three requests, and nothing else of git's.
 * Source: gitprotocol-http(5). The repository is one of a list, so a path never reaches the file system.
 */
export function remoteRequest(
  { method = '', url = '', host }: { method: string | undefined; url: string | undefined; host: string | undefined },
  repositories: readonly string[],
): RemoteRequest {
  if (!isLoopback(host))
    return refused(403, `This remote answers on loopback names only, not as ${host ?? 'no host'}.`);
  const [path = '', query = ''] = url.split('?', 2);
  if (path === ANNOUNCEMENT_PATH && method === 'POST') return { kind: 'announcement' };
  const { repository, action } = /^\/(?<repository>.+?)\/(?<action>info\/refs|git-[\w-]+)$/.exec(path)?.groups ?? {};
  if (repository === undefined || action === undefined) return noSuchThing(method, url);
  const repositoryId = repositories.find((id) => repository === id || repository === `${id}.git`);
  if (repositoryId === undefined)
    return refused(404, `The rehearsal serves no repository ${repository}. It serves: ${repositories.join(', ')}.`);
  const service = action === 'info/refs' ? new URLSearchParams(query).get('service') : action;
  if (!isService(service)) return noSuchThing(method, url);
  if (action === 'info/refs' && method === 'GET') return { kind: 'advertisement', repositoryId, service };
  if (action === service && method === 'POST') return { kind: 'service', repositoryId, service };
  return noSuchThing(method, url);
}

/** A page that reached this port by a name of its own (DNS rebinding) sends that name. */
function isLoopback(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return ['127.0.0.1', 'localhost', '[::1]'].includes(name);
}

const isService = (service: string | null): service is GitService =>
  service === 'git-upload-pack' || service === 'git-receive-pack';

const noSuchThing = (method: string, url: string): RemoteRequest =>
  refused(404, `This is a git remote (smart HTTP); it has no ${method} ${url}`);

const refused = (status: 403 | 404, message: string): RemoteRequest => ({ kind: 'refused', status, message });
