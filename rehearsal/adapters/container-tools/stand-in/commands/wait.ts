import { ended } from '../containers.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

/** Prints exit codes. */
export const wait: Command = async (args, { containers, print }) => {
  const { operands } = readOptions('wait', args, { options: [], operands: [1, Infinity] });
  for (const name of operands) print(String(await ended(containers.get(name))));
};
