import { readLog } from '../container-log.ts';
import { DockerFailure } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

/** What the container wrote to standard output goes there, and the rest to standard error. */
export const logs: Command = async (args, { containers, print, report }) => {
  const options = readOptions('logs', args, { options: ['follow|f', 'tail|n='], operands: [1, 1] });
  const container = containers.get(options.operands[0] ?? '');
  const tail = options.value('tail') ?? 'all';
  if (tail !== 'all' && !/^\d+$/.test(tail))
    throw new DockerFailure(`the rehearsal's stand-in for docker takes --tail all or a number, not "${tail}"`);
  const write = ({ stream, text }: { stream: string; text: string }) => (stream === 'stdout' ? print : report)(text);
  const written = [];
  for await (const line of readLog(container, false)) written.push(line);
  for (const line of tail === 'all' ? written : written.slice(Math.max(0, written.length - Number(tail)))) write(line);
  if (!options.has('follow')) return;
  let seen = 0;
  for await (const line of readLog(container, true)) if (++seen > written.length) write(line);
};
