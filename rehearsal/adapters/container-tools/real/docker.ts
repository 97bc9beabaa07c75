// The program `docker` of builds where a real runtime works. It is called by a generated script, as
// `node docker.ts SETTINGS COMMAND …`, and passes everything to the runtime, except that a registry of ECR is the engine's own:
// `login`, `push`, `pull` and the pull that `run` may need go to `<engine's registry>/<ECR host>/<repository>`.
//
// Gaps: FROM and COPY --from of ECR images are not mapped; a container lives until the engine ends, not the build, so a second
// build meets the names of the first.
import { spawnSync } from 'node:child_process';
import { messageOf } from '../../../kernel/aws-error.ts';
import { isEcrHost, parseReference } from '../references.ts';
import { readSettings, REGISTRY_URL } from '../settings.ts';
import { ENGINE_LABEL, labelOf } from './leftovers.ts';

const [settingsFile = '', ...args] = process.argv.slice(2);
const { runtime, engine } = readSettings(settingsFile);

try {
  if (!runtime) throw new Error(`${settingsFile} names no runtime.`);
  process.exitCode = call(args);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
}

function call(given: string[]): number {
  const at = given.findIndex((arg) => isRemote(arg));
  const remote = given[at] ?? '';
  const [command, ...rest] = given[0] === 'image' ? given.slice(1) : given;
  if (command === 'run') return started(remote, rest);
  if (command === 'login' || command === 'logout') return pass([command, ...tls(command), ...rest.map(mappedHost)]);
  if (command === 'push' && remote) return pushed(rest, remote);
  if (command === 'pull' && remote) return pulled(rest, remote);
  return pass(given);
}

/** Tagged for the engine's registry only as long as it takes. */
function pushed(rest: string[], remote: string): number {
  const local = mapped(remote);
  const options = rest.map((arg) => (arg === remote ? local : arg));
  return quiet(['tag', remote, local]) || always(() => pass(['push', ...tls('push'), ...options]), ['rmi', local]);
}

function pulled(rest: string[], remote: string): number {
  const local = mapped(remote);
  const options = rest.map((arg) => (arg === remote ? local : arg));
  return pass(['pull', ...tls('pull'), ...options]) || always(() => quiet(['tag', local, remote]), ['rmi', local]);
}

function started(remote: string, rest: string[]): number {
  const isThere = remote === '' || spawn(['image', 'inspect', remote], 'ignore') === 0;
  return (
    (isThere ? 0 : pulled(['--quiet', remote], remote)) ||
    pass(['run', '--label', `${ENGINE_LABEL}=${labelOf(engine)}`, ...rest])
  );
}

function always(work: () => number, last: string[]): number {
  try {
    return work();
  } finally {
    spawn(last, 'ignore');
  }
}

/** What is passed on is the command itself; its status is the runtime's. */
function pass(words: string[]): number {
  return spawn(words, 'inherit');
}

/** Of the mapping's own commands only failures are seen. */
function quiet(words: string[]): number {
  return spawn(words, 'errors');
}

function spawn(words: string[], output: 'inherit' | 'ignore' | 'errors'): number {
  const { status, error } = spawnSync(runtime?.program ?? '', words, {
    stdio: output === 'errors' ? ['ignore', 'ignore', 'inherit'] : output,
  });
  if (error) throw error;
  return status ?? 1;
}

/** Docker takes plain HTTP from loopback registries by itself. */
function tls(command: string): string[] {
  return runtime?.name === 'podman' && command !== 'logout' ? ['--tls-verify=false'] : [];
}

function isRemote(arg: string): boolean {
  return parseReference(arg)?.ecrHost !== undefined;
}

function mapped(reference: string): string {
  return `${registryHost()}/${reference}`;
}

function mappedHost(arg: string): string {
  return isEcrHost(arg.replace(/^https?:\/\//, '').replace(/\/$/, '')) ? registryHost() : arg;
}

function registryHost(): string {
  const url = process.env[REGISTRY_URL];
  if (!url) throw new Error(`${REGISTRY_URL} is not set: builds do not know the rehearsal's registry.`);
  return new URL(url).host;
}
