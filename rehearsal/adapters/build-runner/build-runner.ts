import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Credentials } from '../../runtime/ports/credentials.ts';
import type {
  BuildPlace,
  BuildRunner,
  BuildShell,
  BuildShellSettings,
  BuildWorkspace,
} from '../../runtime/ports/build-runner.ts';
import type { ProcessLedger } from '../process-runtime/process-ledger.ts';
import { packCache, unpackCache } from './cache-archive.ts';
import { CacheHosts, type CacheHost } from './cache-hosts.ts';
import type { CachePlaces } from './cache-places.ts';
import { chosenFiles, collectArtifact } from './collect-artifact.ts';
import { credentialsEndpoint, type CredentialsEndpoint } from './credentials-endpoint.ts';
import { cacheLinks, linkCache } from './link-cache.ts';
import type { NpmConfiguration } from './npm-configuration.ts';
import { openShellSession, type ShellSession } from './shell-session.ts';
import { toolPath, type PinnedTool } from './tool-path.ts';

export interface BuildRunnerOptions {
  /** Outside of any repository: each build gets a folder below it, which goes with it. */
  directory: string;
  ledger: ProcessLedger;
  credentials: Credentials;
  /** AWS_ENDPOINT_URL, HTTP(S)_PROXY, NO_PROXY … */
  hostEnvironment: () => Record<string, string>;
  npm: NpmConfiguration;
  pinnedTools: readonly PinnedTool[];
  /** Folders whose programs come first in every build's PATH. */
  tools: readonly string[];
  /** PATH of the engine. */
  hostPath: string;
  /** Keeps what `npm ci` installed; survives restarts. */
  installs?: string | undefined;
  /** Keeps local caches; survives restarts. */
  caches: string;
}

/** Runs builds as processes on this machine, with nothing of the engine's own environment. */
export function buildRunner(options: BuildRunnerOptions): BuildRunner {
  const endpoint = credentialsEndpoint();
  const hosts = new CacheHosts(options.caches);
  return {
    async prepare(place) {
      const workspace = new Workspace(options, endpoint, hosts, place);
      try {
        await workspace.copySources();
      } catch (error) {
        await workspace.close();
        throw error;
      }
      return workspace;
    },
    forgetCache: (cacheId) => hosts.forget(cacheId),
    async close() {
      await endpoint.close();
      await rm(goneFrom(options.directory), { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

class Workspace implements BuildWorkspace {
  readonly sourceDirectory: string;
  readonly secondaryDirectories: Record<string, string>;
  readonly #options: BuildRunnerOptions;
  readonly #endpoint: CredentialsEndpoint;
  readonly #hosts: CacheHosts;
  readonly #place: BuildPlace;
  readonly #directory: string;
  #host: CacheHost | undefined;
  #keepsCache = false;
  #shell: ShellSession | undefined;
  #forget: () => void = () => {};

  constructor(options: BuildRunnerOptions, endpoint: CredentialsEndpoint, hosts: CacheHosts, place: BuildPlace) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.#hosts = hosts;
    this.#place = place;
    this.#directory = join(options.directory, place.id);
    this.sourceDirectory = join(this.#directory, 'output', 'src');
    this.secondaryDirectories = Object.fromEntries(
      place.sources.slice(1).map(({ name }, index) => [name, join(this.#directory, 'output', `src${index + 1}`)]),
    );
  }

  async copySources(): Promise<void> {
    await mkdir(this.sourceDirectory, { recursive: true });
    const [primary, ...others] = this.#place.sources;
    if (primary) await copyTree(primary.directory, this.sourceDirectory);
    for (const { name, directory } of others) await copyTree(directory, this.secondaryDirectories[name] ?? '');
  }

  async readText(path: string): Promise<string | undefined> {
    const file = resolve(this.sourceDirectory, path);
    if (!file.startsWith(this.sourceDirectory + sep)) return undefined;
    return readFile(file, 'utf8').catch(() => undefined);
  }

  async openShell(settings: BuildShellSettings): Promise<BuildShell> {
    const { scope, serviceRole, roleSessionName } = settings;
    const keys = await this.#endpoint.open(() =>
      this.#options.credentials.forRole(scope, serviceRole, roleSessionName),
    );
    this.#forget = keys.forget;
    this.#shell = await openShellSession({
      ...shellOf(settings),
      cwd: this.sourceDirectory,
      directory: join(this.#directory, 'output', 'tmp'),
      environment: { ...this.#base(), ...settings.environment, ...keys.environment },
      mark: randomBytes(16).toString('hex'),
      line: (text) => settings.line(text),
      started: (pid) => this.#options.ledger.add(pid, `build ${this.#place.id}`, { group: true }),
      ended: (pid) => this.#options.ledger.remove(pid),
    });
    return this.#shell;
  }

  collect(...[definition, target, line]: Parameters<BuildWorkspace['collect']>): Promise<number> {
    return collectArtifact(this.sourceDirectory, definition, target, line);
  }

  async readFiles(...[selection, line]: Parameters<BuildWorkspace['readFiles']>): Promise<Map<string, string>> {
    const definition = { ...selection, excludePaths: [], enableSymlinks: false };
    const files = new Map<string, string>();
    for (const [path, file] of await chosenFiles(this.sourceDirectory, definition, line))
      files.set(path, await readFile(file, 'utf8'));
    return files;
  }

  async linkCache(...[cacheId, paths, line]: Parameters<BuildWorkspace['linkCache']>): Promise<void> {
    const links = await cacheLinks(this.#places, paths);
    this.#host = await this.#hosts.take(cacheId);
    await linkCache(this.#places, links, this.#host.directory, line);
  }

  keepCache(): void {
    this.#keepsCache = true;
  }

  packCache(paths: Parameters<BuildWorkspace['packCache']>[0]): ReturnType<BuildWorkspace['packCache']> {
    return packCache(this.#places, paths);
  }

  unpackCache(...[paths, archive, line]: Parameters<BuildWorkspace['unpackCache']>): Promise<void> {
    return unpackCache(this.#places, paths, archive, line);
  }

  async close(): Promise<void> {
    await this.#shell?.close();
    this.#forget();
    await this.#host?.release(this.#keepsCache);
    this.#host = undefined;
    // A checkout with its dependencies is many files, for which what comes next need not wait.
    const gone = join(goneFrom(this.#options.directory), this.#place.id);
    await mkdir(dirname(gone), { recursive: true });
    await rename(this.#directory, gone).then(
      () => void rm(gone, { recursive: true, force: true, maxRetries: 3 }).catch(() => {}),
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }

  get #places(): CachePlaces {
    return { source: this.sourceDirectory, home: join(this.#directory, 'home') };
  }

  /** What every command finds beside the build's own variables: a home and temporary folder of its own. */
  #base(): Record<string, string> {
    const { npm, pinnedTools, tools, hostPath, installs } = this.#options;
    const [home, temporary] = [join(this.#directory, 'home'), join(this.#directory, 'tmp')];
    mkdirSync(home, { recursive: true });
    mkdirSync(temporary, { recursive: true });
    if (npm.userConfig) writeFileSync(join(home, '.npmrc'), npm.userConfig, { mode: 0o600 });
    const host = this.#options.hostEnvironment();
    return {
      HOME: home,
      TMPDIR: temporary,
      PATH: toolPath({ directory: join(this.#directory, 'tools'), pinnedTools, tools, hostPath, installs }),
      npm_config_cache: npm.cache,
      ...host,
      ...lowerCaseProxies(host),
      ...this.#trusted(host['NODE_EXTRA_CA_CERTS']),
    };
  }

  /** The engine's own authority together with those that the machine needs for its registries: Node takes one file. */
  #trusted(own: string | undefined): Record<string, string> {
    const { certificates } = this.#options.npm;
    if (own === undefined || certificates === '') return {};
    const file = join(this.#directory, 'tools', 'certificates.pem');
    writeFileSync(file, `${readFileSync(own, 'utf8')}\n${certificates}`);
    return { NODE_EXTRA_CA_CERTS: file };
  }
}

/** Where the directories of ended builds wait until they are removed. */
const goneFrom = (directory: string): string => `${directory}-gone`;

/** curl reads `http_proxy` in lower case only. Source: curl's manual, "Environment". */
const lowerCaseProxies = (host: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(host)
      .filter(([name]) => /^(HTTPS?|NO)_PROXY$/.test(name))
      .map(([name, value]) => [name.toLowerCase(), value]),
  );

/**
 * `sh` of Amazon Linux is bash in POSIX mode, of Ubuntu it is dash: logs of real builds name `script.sh: line 4:` and
 * `script.sh: 4:`. Elsewhere it is the machine's.
 */
function shellOf({ shell, image }: BuildShellSettings): { program: string; argv0: string } {
  if (shell === 'bash') return { program: 'bash', argv0: 'bash' };
  return image.includes('amazonlinux') || image.includes('amazon-linux')
    ? { program: 'bash', argv0: 'sh' }
    : { program: '/bin/sh', argv0: 'sh' };
}

const copyTree = (from: string, to: string): Promise<void> =>
  cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
  });
