import { readOptions } from '../options.ts';
import { MACHINE_PLATFORM } from '../platform.ts';
import type { Command } from '../session.ts';
import { format } from '../template.ts';

/** Also `--version` and `-v`, which are one line. */
export const version: Command = (args, { print }) => {
  if (args[0] === '--version' || args[0] === '-v')
    return print("Docker version rehearsal (the rehearsal's stand-in, without containers)");
  const options = readOptions('version', args, { options: ['format|f='], operands: [0, 0] });
  const facts = {
    Version: 'rehearsal',
    Platform: { Name: "The rehearsal's stand-in for docker" },
    Os: 'linux',
    Arch: MACHINE_PLATFORM.split('/')[1],
    NodeVersion: process.version,
  };
  const template = options.value('format');
  if (template !== undefined) return print(format(template, { Client: facts, Server: facts }));
  print(`Client: ${facts.Platform.Name}
 Version:    ${facts.Version}
 Node:       ${facts.NodeVersion}
 OS/Arch:    ${MACHINE_PLATFORM}

Server: none. Images are built by the rehearsal's own builder, containers are processes of this machine.`);
};
