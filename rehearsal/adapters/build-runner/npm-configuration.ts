import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** What of the user's npm configuration a build needs in order to install packages. */
export interface NpmConfiguration {
  /** Text of the user's `.npmrc`, copied into the build's home: builds read it, and cannot change it. */
  userConfig: string;
  /** The user's own cache: npm checks what it takes out of it, and several npm may use it at once. */
  cache: string;
  /** PEM of the authorities that this machine trusts beside Node's own, for registries behind a private one. */
  certificates: string;
  /** `host:port` of the registries. */
  registryHosts: string[];
}

const DEFAULT_PORTS: Record<string, string> = { 'https:': '443', 'http:': '80' };

/** Reads it from the files and variables where npm does. Source: npm docs, "npmrc": project, user and global file. */
export function npmConfiguration(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
  project: string = process.cwd(),
  defaultRegistry: () => string = askNpm,
): NpmConfiguration {
  const userConfig = read(environment['npm_config_userconfig'] ?? join(home, '.npmrc'));
  const others = [
    read(join(project, '.npmrc')),
    ...globalFiles(environment).map(read),
    `registry=${environment['npm_config_registry'] ?? ''}`,
  ];
  const settings = [userConfig, ...others].map(settingsOf);
  const registries = settings.flatMap((lines) =>
    lines.filter(([key]) => key === 'registry' || key.endsWith(':registry')).map(([, value]) => value),
  );
  // npm's own default counts where nobody names another, scopes apart.
  const isNamed = settings.flat().some(([key, value]) => key === 'registry' && value !== '');
  const cache = settings.flat().find(([key]) => key === 'cache')?.[1];
  return {
    userConfig,
    cache: environment['npm_config_cache'] ?? cache?.replace(/^~(?=\/|$)/, home) ?? join(home, '.npm'),
    certificates: read(environment['NODE_EXTRA_CA_CERTS'] ?? ''),
    registryHosts: [
      ...new Set(
        [...(isNamed ? [] : [defaultRegistry()]), ...registries].filter((url) => URL.canParse(url)).map(hostOf),
      ),
    ],
  };
}

/** Empty where there is no npm: then no build could use it either. */
function askNpm(): string {
  try {
    return execFileSync('npm', ['config', 'get', 'registry'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    }).trim();
  } catch {
    return '';
  }
}

function hostOf(registry: string): string {
  const { hostname, port, protocol } = new URL(registry);
  return `${hostname}:${port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port}`;
}

/** `<prefix>/etc/npmrc`, where the prefix is above npm's own program. */
function globalFiles(environment: Readonly<Record<string, string | undefined>>): string[] {
  const configured = environment['npm_config_globalconfig'];
  if (configured !== undefined) return [configured];
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => existsSync(join(folder, 'npm')));
  return folders.slice(0, 1).map((folder) => join(dirname(folder), 'etc', 'npmrc'));
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const settingsOf = (text: string): [string, string][] =>
  [...text.matchAll(/^\s*([^\s;#=][^=]*?)\s*=\s*"?([^"\n\r]*?)"?\s*$/gm)].map(([, key = '', value = '']) => [
    key,
    value,
  ]);
