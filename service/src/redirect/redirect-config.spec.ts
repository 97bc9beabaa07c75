import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../config/variables.ts';
import { readRedirectConfig } from './redirect-config.ts';

const PATH = 'must be a path such as /a/b: / and letters, digits or any of . _ ~ -, without . and .. segments';
const TABLE = 'ROUTES must be a JSON object of paths and target URLs, with at least one';
const TARGET = 'must go to an absolute http or https URL without user name, query and fragment, but goes to';

describe('the redirect app’s configuration', () => {
  it('is, by default, one route to the app’s health, for this machine only', () => {
    expect(readRedirectConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8081,
      logLevel: 'info',
      drainSeconds: 20,
      release: undefined,
      routes: [{ path: '/rota1', target: new URL('http://127.0.0.1:8080/health') }],
    });
  });

  it('is a table of paths and targets', () => {
    const ROUTES = '{"/a/b.c":"https://api.example.com:8443/x/y","/b":"http://[::1]:9000"}';
    expect(readRedirectConfig({ ROUTES }).routes.map(({ path, target }) => [path, target.href])).toEqual([
      ['/a/b.c', 'https://api.example.com:8443/x/y'],
      ['/b', 'http://[::1]:9000/'],
    ]);
  });

  it.each([
    ['{', `${TABLE}, but is "{".`],
    ['[]', `${TABLE}, but is "[]".`],
    ['{}', `${TABLE}, but is "{}".`],
    ['null', `${TABLE}, but is "null".`],
    ['{"rota1":"http://a/"}', `ROUTES: "rota1" ${PATH}.`],
    ['{"/":"http://a/"}', `ROUTES: "/" ${PATH}.`],
    ['{"/a/":"http://a/"}', `ROUTES: "/a/" ${PATH}.`],
    ['{"/a/../b":"http://a/"}', `ROUTES: "/a/../b" ${PATH}.`],
    ['{"/:all":"http://a/"}', `ROUTES: "/:all" ${PATH}.`],
    ['{"/*":"http://a/"}', `ROUTES: "/*" ${PATH}.`],
    ['{"/health/live":"http://a/"}', 'ROUTES: "/health/live" is answered by the redirect app itself.'],
    ['{"/a":"/b"}', `ROUTES: "/a" ${TARGET} "/b".`],
    ['{"/a":7}', `ROUTES: "/a" ${TARGET} 7.`],
    ['{"/a":"ftp://a/"}', `ROUTES: "/a" ${TARGET} "ftp://a/".`],
    ['{"/a":"http://user:secret@a/"}', `ROUTES: "/a" ${TARGET} "http://user:secret@a/".`],
    ['{"/a":"http://a/?b"}', `ROUTES: "/a" ${TARGET} "http://a/?b".`],
    ['{"/a":"http://a/#b"}', `ROUTES: "/a" ${TARGET} "http://a/#b".`],
    ['{"/a":"http://localhost:8081/a"}', 'ROUTES: "/a" goes to the redirect app itself, at localhost:8081.'],
    ['{"/a":"http://127.0.0.1:8081/b"}', 'ROUTES: "/a" goes to the redirect app itself, at 127.0.0.1:8081.'],
  ])('ROUTES=%s is refused', (ROUTES, problem) => {
    expect(problemsOf({ ROUTES })).toEqual([problem]);
  });

  it('names everything that is wrong at once', () => {
    expect(problemsOf({ PORT: 'x', ROUTES: '{"a":"http://a/","/b":"c"}' })).toHaveLength(3);
  });
});

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readRedirectConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
