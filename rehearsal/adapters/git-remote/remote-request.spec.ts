import { describe, expect, it } from '@jest/globals';
import { remoteRequest } from './remote-request.ts';

const REPOSITORIES = ['example/picus', 'group/sub/other'];
const ask = (method: string, url: string, host = '127.0.0.1:8418') =>
  remoteRequest({ method, url, host }, REPOSITORIES);

describe('a request to the git remote', () => {
  it.each([
    ['GET', '/example/picus.git/info/refs?service=git-upload-pack', 'advertisement', 'git-upload-pack'],
    ['GET', '/example/picus/info/refs?service=git-receive-pack', 'advertisement', 'git-receive-pack'],
    ['POST', '/example/picus.git/git-upload-pack', 'service', 'git-upload-pack'],
    ['POST', '/example/picus.git/git-receive-pack', 'service', 'git-receive-pack'],
  ])('%s %s', (method, url, kind, service) => {
    expect(ask(method, url)).toEqual({ kind, service, repositoryId: 'example/picus' });
  });

  it('may name a repository in groups', () => {
    expect(ask('POST', '/group/sub/other.git/git-upload-pack')).toMatchObject({ repositoryId: 'group/sub/other' });
  });

  it.each([
    ['the dumb protocol', 'GET', '/example/picus.git/info/refs'],
    ['a file of the repository', 'GET', '/example/picus.git/HEAD'],
    ['an object', 'GET', '/example/picus.git/objects/info/packs'],
    ['another service', 'GET', '/example/picus.git/info/refs?service=git-upload-archive'],
    ['another service, called', 'POST', '/example/picus.git/git-upload-archive'],
    ['a wrong method', 'GET', '/example/picus.git/git-receive-pack'],
    ['a wrong method for refs', 'POST', '/example/picus.git/info/refs?service=git-receive-pack'],
    ['a preflight', 'OPTIONS', '/example/picus.git/git-receive-pack'],
    ['nothing', 'GET', '/'],
    ['an announcement that is read', 'GET', '/-/pushed'],
  ])('is answered 404 for %s', (_what, method, url) => {
    expect(ask(method, url)).toMatchObject({ kind: 'refused', status: 404 });
  });

  it.each([
    '/example/../../etc.git',
    '/../example/picus.git',
    '/example/%2e%2e/picus.git',
    '//example/picus.git',
    '/example/picus.git/../picus.git',
    '/example/picus.git.git',
    '/Example/picus.git',
  ])('is answered 404 for the path %s', (path) => {
    expect(ask('GET', `${path}/info/refs?service=git-upload-pack`)).toEqual({
      kind: 'refused',
      status: 404,
      message: `The rehearsal serves no repository ${path.slice(1)}. It serves: example/picus, group/sub/other.`,
    });
  });

  it.each(['127.0.0.1', 'localhost:80', 'LOCALHOST', '[::1]:8418'])('is served for the host %s', (host) => {
    expect(ask('POST', '/example/picus.git/git-upload-pack', host)).toMatchObject({ kind: 'service' });
  });

  it('is refused without a host', () => {
    expect(remoteRequest({ method: 'GET', url: '/', host: undefined }, REPOSITORIES)).toMatchObject({ status: 403 });
  });

  it.each(['attacker.example', '127.0.0.1.attacker.example', 'localhost.attacker.example:8418', '', '0.0.0.0'])(
    'is refused for the host "%s"',
    (host) => {
      expect(ask('POST', '/example/picus.git/git-upload-pack', host)).toMatchObject({ kind: 'refused', status: 403 });
      expect(ask('POST', '/-/pushed', host)).toMatchObject({ kind: 'refused', status: 403 });
    },
  );
});
