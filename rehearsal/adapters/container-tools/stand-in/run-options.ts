import { DockerFailure } from './docker-failure.ts';
import { readOptions, type Options } from './options.ts';
import type { ContainerRecord, PublishedPort } from './containers.ts';

type Facts = Omit<ContainerRecord, 'id' | 'createdAt' | 'name' | 'imageDigest'>;

interface RunRequest extends Facts {
  detach: boolean;
  name?: string;
}

const FORM = {
  options: [
    'cap-drop=',
    'detach|d',
    'entrypoint=',
    'env|e=',
    'memory|m=',
    'name=',
    'network=',
    'publish|p=',
    'read-only',
    'rm',
    'security-opt=',
    'tmpfs=',
    'user|u=',
  ],
  operands: [1, Infinity],
  endsAtOperand: true,
} as const;

/** What `docker run` is asked for. What a process of this machine cannot be held to is refused by name, with status 125. */
export function readRun(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): RunRequest {
  const options = readOptions('run', args, FORM);
  const [image = '', ...command] = options.operands;
  const [name, entryPoint, user, memory] = ['name', 'entrypoint', 'user', 'memory'].map((each) => options.value(each));
  if (name !== undefined && !/^[a-zA-Z0-9][\w.-]+$/.test(name))
    throw refused(`Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`);
  refuseOthers(options);
  return {
    image,
    detach: options.has('detach'),
    environment: environmentOf(options, environment),
    readOnly: options.has('read-only'),
    remove: options.has('rm'),
    published: options.values('publish').map(publishedPort),
    capDrop: options.values('cap-drop'),
    securityOptions: options.values('security-opt'),
    tmpfs: options.values('tmpfs'),
    ...(command.length > 0 && { command }),
    ...(name !== undefined && { name }),
    ...(entryPoint !== undefined && { entryPoint: entryPoint === '' ? [] : [entryPoint] }),
    ...(user !== undefined && { user }),
    ...(memory !== undefined && { memoryMiB: mebibytes(memory) }),
  };
}

const refused = (why: string) => new DockerFailure(`docker: ${why}`, 125);

function refuseOthers(options: Options): void {
  for (const network of options.values('network'))
    if (network !== 'bridge' && network !== 'default')
      throw refused(`--network ${network}: the rehearsal's stand-in has "bridge" only.`);
  for (const option of options.values('security-opt'))
    if (!/^no-new-privileges(?:[:=]true)?$/.test(option))
      throw refused(`--security-opt ${option}: the rehearsal's stand-in records no-new-privileges only.`);
  for (const mount of options.values('tmpfs'))
    if (mount.split(':')[0] !== '/tmp')
      throw refused(`--tmpfs ${mount}: the rehearsal's stand-in gives each container a /tmp (TMPDIR) and no other.`);
}

/** Of a bare `K` the value is docker's own, and without one there it is left out. */
function environmentOf(
  options: Options,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const set: Record<string, string> = {};
  for (const pair of options.values('env')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? environment[name] : pair.slice(equals + 1);
    if (value !== undefined) set[name] = value;
  }
  return set;
}

/** `[ADDRESS:][PORT]:CONTAINER_PORT[/tcp]` or a container port alone. Source: docker run reference, "--publish". */
function publishedPort(text: string): PublishedPort {
  const [, address = '0.0.0.0', host = '', container = ''] =
    /^(?:(?:([\d.]+):)?(\d{0,5}):)?(\d{1,5})(?:\/tcp)?$/.exec(text) ?? [];
  const [hostPort, containerPort] = [Number(host), Number(container)];
  if (!containerPort || containerPort > 65_535 || hostPort > 65_535)
    throw refused(
      `invalid publish specification: ${text} (the rehearsal's stand-in takes [ADDRESS:][PORT]:PORT[/tcp])`,
    );
  if (address !== '127.0.0.1' && address !== '0.0.0.0')
    throw refused(`--publish ${text}: the rehearsal's stand-in publishes on 127.0.0.1 only.`);
  return { address, hostPort, containerPort };
}

const UNITS: Record<string, number> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Source: docker run reference, "--memory": bytes, or with b, k, m or g. At least 6 MB (moby, daemon_unix.go). */
function mebibytes(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([bkmg]?)b?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit.toLowerCase()] ?? NaN);
  if (!Number.isFinite(bytes))
    throw refused(`invalid argument "${text}" for "-m, --memory" flag: invalid size: '${text}'`);
  if (bytes < 6 * 1024 ** 2) throw refused('Error response from daemon: Minimum memory limit allowed is 6MB');
  return bytes / 1024 ** 2;
}
