import { forgetCredentials, storedCredentials } from '../credentials.ts';
import { readOptions } from '../options.ts';
import type { Command } from '../session.ts';

export const logout: Command = (args, { folder, print }) => {
  const [host = ''] = readOptions('logout', args, { options: [], operands: [1, 1] }).operands;
  if (storedCredentials(folder, host) === undefined) return print(`Not logged in to ${host}`);
  forgetCredentials(folder, host);
  print(`Removing login credentials for ${host}`);
};
