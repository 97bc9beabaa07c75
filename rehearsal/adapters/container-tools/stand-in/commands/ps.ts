import type { ContainerState } from '../containers.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';
import { table } from '../table.ts';

export const ps: Command = (args, { containers, print }) => {
  const options = readOptions('ps', args, { options: ['all|a', 'no-trunc', 'quiet|q'], operands: [0, 0] });
  const shown = containers.list().filter(({ state }) => options.has('all') || state.status === 'running');
  const idOf = (id: string) => (options.has('no-trunc') ? id : id.slice(0, 12));
  if (options.has('quiet')) {
    for (const { record } of shown) print(idOf(record.id));
    return;
  }
  const rows = shown.map(({ record, state }) => [
    idOf(record.id),
    record.image,
    textOf(state),
    portsOf(state),
    record.name,
  ]);
  for (const line of table([['CONTAINER ID', 'IMAGE', 'STATUS', 'PORTS', 'NAMES'], ...rows])) print(line);
};

function textOf(state: ContainerState): string {
  if (state.status === 'exited') return `Exited (${state.exitCode})`;
  return state.status === 'running' ? 'Up' : 'Created';
}

const portsOf = (state: ContainerState): string =>
  state.status === 'running'
    ? state.ports
        .map(({ address, hostPort, containerPort }) => `${address}:${hostPort}->${containerPort}/tcp`)
        .join(', ')
    : '';
