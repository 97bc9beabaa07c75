import { ended, signal } from '../containers.ts';
import { DockerFailure } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

/** SIGTERM, and SIGKILL after `--time` seconds (real ones). Source: docker container stop reference; its default is 10. */
export const stop: Command = async (args, { containers, print }) => {
  const options = readOptions('stop', args, { options: ['time|t=', 'timeout='], operands: [1, Infinity] });
  const text = options.value('timeout') ?? options.value('time') ?? '10';
  if (!/^-?\d+$/.test(text)) throw new DockerFailure(`invalid argument "${text}" for "-t, --timeout" flag`, 125);
  const seconds = Number(text) < 0 ? Infinity : Number(text);
  for (const name of options.operands) {
    const container = containers.get(name);
    signal(container, 'SIGTERM');
    if ((await ended(container, seconds)) === undefined) {
      signal(container, 'SIGKILL');
      await ended(container);
    }
    print(name);
  }
};
