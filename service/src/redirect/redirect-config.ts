import { type ProcessConfig, readProcessConfig } from '../config/process-config.ts';
import { readVariables, type Reader, type Variables } from '../config/variables.ts';
import { isProxyPath } from '../proxy/proxy-path.ts';
import type { ProxyRoute } from '../proxy/proxy.ts';

/** The redirect app's configuration: environment variables, read once at start. */
export interface RedirectConfig extends ProcessConfig {
  readonly routes: readonly ProxyRoute[];
}

/** HOST, by default this machine only; PORT; ROUTES. Throws ConfigError, which names everything that is wrong. */
export const readRedirectConfig = (env: Variables): RedirectConfig =>
  readVariables(env, (read) => {
    const config = readProcessConfig(read, { host: '127.0.0.1', port: 8081 });
    return { ...config, routes: readRoutes(read, config) };
  });

/** What the redirect app answers itself. */
const OWN_PATHS = ['/health', '/health/live', '/health/ready', '/version'];

/** ROUTES, such as `{"/rota1":"http://127.0.0.1:8080/health"}`, which is the default. */
function readRoutes(read: Reader, { port }: ProcessConfig): readonly ProxyRoute[] {
  const table = read<ReadonlyMap<string, unknown>>('ROUTES', new Map([['/rota1', 'http://127.0.0.1:8080/health']]), {
    allowed: 'a JSON object of paths and target URLs, with at least one',
    parse: parseTable,
  });
  const routes: ProxyRoute[] = [];
  for (const [path, text] of table) {
    const target = URL.parse(String(text));
    const problem = problemOfPath(path) ?? problemOfTarget(text, target, port);
    if (problem !== undefined) read.refuse(`ROUTES: ${JSON.stringify(path)} ${problem}.`);
    else if (target) routes.push({ path, target });
  }
  return routes;
}

function parseTable(text: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const table = new Map(Object.entries(value));
    return table.size > 0 ? table : undefined;
  } catch {
    return undefined;
  }
}

function problemOfPath(path: string): string | undefined {
  if (!isProxyPath(path)) {
    return 'must be a path such as /a/b: / and letters, digits or any of . _ ~ -, without . and .. segments';
  }
  return OWN_PATHS.includes(path) ? 'is answered by the redirect app itself' : undefined;
}

function problemOfTarget(text: unknown, target: URL | null, port: number): string | undefined {
  const isPlain =
    typeof text === 'string' &&
    (target?.protocol === 'http:' || target?.protocol === 'https:') &&
    target.username === '' &&
    target.password === '' &&
    !/[?#]/.test(text);
  if (!isPlain) {
    return `must go to an absolute http or https URL without user name, query and fragment, but goes to ${JSON.stringify(text)}`;
  }
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(target.hostname);
  return isLoopback && target.port === String(port) ? `goes to the redirect app itself, at ${target.host}` : undefined;
}
