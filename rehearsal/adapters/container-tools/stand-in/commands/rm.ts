import { ended, removeFolder, signal } from '../containers.ts';
import { daemonError } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

export const rm: Command = async (args, { containers, print }) => {
  const options = readOptions('rm', args, { options: ['force|f'], operands: [1, Infinity] });
  for (const name of options.operands) {
    // With --force one that is not there is no failure. Source: docker CLI, container/rm.go.
    const container = options.has('force') ? containers.find(name) : containers.get(name);
    if (!container) continue;
    if (container.state.status === 'running') {
      if (!options.has('force'))
        throw daemonError(
          `cannot remove container "${name}": container is running: stop the container before removing or force remove`,
        );
      signal(container, 'SIGKILL');
      await ended(container);
    }
    // One with --rm is gone by then.
    if (containers.find(container.record.id)) await removeFolder(container.folder);
    print(name);
  }
};
