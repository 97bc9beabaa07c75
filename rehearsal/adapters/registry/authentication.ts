import type { IncomingMessage } from 'node:http';
import type { RegistryAnswer } from './registry-request.ts';
import type { RegistryAddress } from './registry-path.ts';

/** Basic authentication as user `AWS`. */
export function passwordOf(incoming: IncomingMessage): string {
  const [, credentials = ''] = /^Basic (.+)$/i.exec(incoming.headers.authorization ?? '') ?? [];
  const [user, ...password] = Buffer.from(credentials, 'base64').toString().split(':');
  return user === 'AWS' ? password.join(':') : '';
}

/** Source: capture of a real registry's answer (NVIDIA/enroot issue 59). */
export const unauthorized = ({ host }: RegistryAddress): RegistryAnswer => ({
  status: 401,
  headers: {
    'www-authenticate': `Basic realm="https://${host}/",service="ecr.amazonaws.com"`,
    'content-type': 'text/plain; charset=utf-8',
  },
  body: 'Not Authorized\n',
});
