import type { Container, ContainerState } from './containers.ts';
import type { LocalImage } from './local-images.ts';

/** As `docker inspect` shows it; there is no State.Health, as the stand-in checks none. */
export function containerFacts({ record, state }: Container, images: readonly LocalImage[]) {
  const image = images.find(({ digest }) => digest === record.imageDigest);
  const config = image?.config.config;
  const entryPoint = record.entryPoint ?? config?.Entrypoint ?? [];
  const command = record.command ?? (record.entryPoint ? [] : (config?.Cmd ?? []));
  const [path = '', ...args] = [...entryPoint, ...command];
  return {
    Id: record.id,
    Created: record.createdAt,
    Path: path,
    Args: args,
    State: stateFacts(state),
    Image: image?.id ?? '',
    Name: `/${record.name}`,
    Config: {
      Hostname: record.id.slice(0, 12),
      User: record.user ?? config?.User ?? '',
      Env: environmentOf(record.environment, config?.Env ?? []),
      Entrypoint: entryPoint,
      Cmd: command,
      Image: record.image,
      WorkingDir: config?.WorkingDir ?? '',
      Labels: config?.Labels ?? {},
    },
    HostConfig: {
      AutoRemove: record.remove,
      ReadonlyRootfs: record.readOnly,
      Memory: (record.memoryMiB ?? 0) * 1024 ** 2,
      CapDrop: record.capDrop,
      SecurityOpt: record.securityOptions,
      Tmpfs: Object.fromEntries(record.tmpfs.map((mount) => [mount.split(':')[0], mount.split(':')[1] ?? ''])),
      NetworkMode: 'bridge',
    },
    NetworkSettings: { Ports: state.status === 'running' ? portFacts(state) : {} },
  };
}

const NEVER = '0001-01-01T00:00:00Z';

function stateFacts(state: ContainerState) {
  return {
    Status: state.status,
    Running: state.status === 'running',
    OOMKilled: state.status === 'exited' && state.outOfMemory,
    Pid: state.status === 'running' ? state.pid : 0,
    ExitCode: state.status === 'exited' ? state.exitCode : 0,
    Error: state.status === 'created' ? (state.error ?? '') : '',
    StartedAt: state.status === 'created' ? NEVER : state.startedAt,
    FinishedAt: state.status === 'exited' ? state.finishedAt : NEVER,
  };
}

function portFacts({ ports }: ContainerState & { status: 'running' }) {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { address, hostPort, containerPort } of ports)
    (bindings[`${containerPort}/tcp`] ??= []).push({ HostIp: address, HostPort: String(hostPort) });
  return bindings;
}

function environmentOf(set: Record<string, string>, image: readonly string[]): string[] {
  const others = image.filter((line) => !(line.slice(0, line.indexOf('=')) in set));
  return [...Object.entries(set).map(([name, value]) => `${name}=${value}`), ...others];
}
