import { DockerFailure } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

/** Where a container's ports are published, or one of them. */
export const port: Command = (args, { containers, print }) => {
  const [name = '', wanted] = readOptions('port', args, { options: [], operands: [1, 2] }).operands;
  const { state } = containers.get(name);
  const ports = state.status === 'running' ? state.ports : [];
  if (wanted === undefined) {
    for (const { address, hostPort, containerPort } of ports) print(`${containerPort}/tcp -> ${address}:${hostPort}`);
    return;
  }
  const number = Number(/^(\d+)(?:\/tcp)?$/.exec(wanted)?.[1]);
  if (!number) throw new DockerFailure(`Error: invalid port "${wanted}"`);
  const found = ports.filter(({ containerPort }) => containerPort === number);
  // Source: docker CLI, container/port.go.
  if (found.length === 0) throw new DockerFailure(`Error: No public port '${number}/tcp' published for ${name}`);
  for (const { address, hostPort } of found) print(`${address}:${hostPort}`);
};
