import { STATUS_CODES } from 'node:http';
import { text } from 'node:stream/consumers';
import { isEcrHost } from '../../references.ts';
import { basic, storeCredentials } from '../credentials.ts';
import { daemonError, DockerFailure } from '../docker-failure.ts';
import { readOptions } from '../options.ts';
import { registryRequest } from '../registry-request.ts';
import type { Command } from '../session.ts';

/** Stores credentials that the registry took. What a refusal says is docker's. Source: moby, `registry/auth.go`, loginV2. */
export const login: Command = async (args, session) => {
  const options = readOptions('login', args, {
    options: ['username|u=', 'password|p=', 'password-stdin'],
    operands: [1, 1],
  });
  const host = (options.operands[0] ?? '').replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  if (!isEcrHost(host))
    throw new DockerFailure(`The stand-in for docker knows the rehearsal's registry only, not ${host}.`);
  const user = options.value('username');
  if (!user) throw new DockerFailure('Must provide --username with --password-stdin');
  if (options.has('password') && options.has('password-stdin'))
    throw new DockerFailure('--password and --password-stdin are mutually exclusive');
  const password = options.has('password-stdin')
    ? (await text(process.stdin)).replace(/\r?\n$/, '')
    : options.value('password');
  if (password === undefined)
    throw new DockerFailure('Error: Cannot perform an interactive login from a non TTY device');
  if (password === '') throw new DockerFailure('Error: Password Required');
  const authorization = basic(user, password);
  const { status } = await registryRequest(session, { host, path: '/v2/', authorization });
  if (status !== 200)
    throw daemonError(
      `login attempt to https://${host}/v2/ failed with status: ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd(),
    );
  const file = storeCredentials(session.folder, host, authorization);
  session.report(`\nWARNING! Your credentials are stored unencrypted in '${file}'.`);
  session.print('Login Succeeded');
};
