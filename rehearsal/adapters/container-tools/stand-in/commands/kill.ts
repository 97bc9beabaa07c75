import { constants } from 'node:os';
import { ended, signal } from '../containers.ts';
import { daemonError } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

export const kill: Command = async (args, { containers, print }) => {
  const options = readOptions('kill', args, { options: ['signal|s='], operands: [1, Infinity] });
  const name = `SIG${(options.value('signal') ?? 'KILL').toUpperCase().replace(/^SIG/, '')}`;
  if (!(name in constants.signals)) throw daemonError(`Invalid signal: ${options.value('signal')}`);
  for (const text of options.operands) {
    const container = containers.get(text);
    if (container.state.status !== 'running')
      throw daemonError(`cannot kill container: ${text}: container ${container.record.id} is not running`);
    signal(container, name as NodeJS.Signals);
    // Nothing survives it, so whoever asks next shall not see it running.
    if (name === 'SIGKILL') await ended(container);
    print(text);
  }
};
