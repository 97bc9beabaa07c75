import { readOptions } from '../options.ts';
import { MACHINE_PLATFORM } from '../platform.ts';
import type { Command } from '../session.ts';
import { format } from '../template.ts';

export const info: Command = (args, { containers, images, print }) => {
  const options = readOptions('info', args, { options: ['format|f='], operands: [0, 0] });
  const all = containers.list();
  const running = all.filter(({ state }) => state.status === 'running').length;
  const facts = {
    Name: "The rehearsal's stand-in for docker",
    ServerVersion: 'rehearsal',
    Containers: all.length,
    ContainersRunning: running,
    ContainersStopped: all.length - running,
    Images: images.list().length,
    Driver: 'processes of this machine, no containers',
    OSType: 'linux',
    Architecture: MACHINE_PLATFORM.split('/')[1],
  };
  const template = options.value('format');
  if (template !== undefined) return print(format(template, facts));
  for (const [name, value] of Object.entries(facts)) print(` ${name}: ${value}`);
};
