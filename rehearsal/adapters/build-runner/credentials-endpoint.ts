import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TemporaryCredentials } from '../../runtime/ports/credentials.ts';

export interface CredentialsEndpoint {
  /** Variables with which SDKs and the AWS CLI find the credentials; `forget` when the build is over. */
  open(issue: () => TemporaryCredentials): Promise<{ environment: Record<string, string>; forget: () => void }>;
  close(): Promise<void>;
}

/** Real milliseconds before their end at which new ones are issued. */
const REFRESH_MS = 10 * 60 * 1000;

/**
 * Gives builds their role's credentials as CodeBuild does, by a container credential provider, so that a build which outlives
 * them gets new ones. CodeBuild sets AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, whose host this machine does not have; FULL_URI
 * with a loopback address is read by the same SDKs.
 * Source: AWS SDKs and tools reference guide, "Container credential provider".
 */
export function credentialsEndpoint(): CredentialsEndpoint {
  const issuers = new Map<string, { token: string; credentials: () => TemporaryCredentials }>();
  let server: Promise<Server> | undefined;
  const listen = () =>
    new Promise<Server>((resolve, reject) => {
      const made = createServer((request, response) => {
        const found = issuers.get(request.url ?? '');
        if (!found || request.headers.authorization !== found.token) {
          response.writeHead(403).end();
          return;
        }
        const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = found.credentials();
        response.writeHead(200, { 'content-type': 'application/json' }).end(
          JSON.stringify({
            AccessKeyId: accessKeyId,
            SecretAccessKey: secretAccessKey,
            Token: sessionToken,
            Expiration: new Date(expiresAt).toISOString(),
          }),
        );
      });
      made.once('error', reject);
      made.listen(0, '127.0.0.1', () => resolve(made));
    });
  return {
    async open(issue) {
      server ??= listen();
      const { port } = (await server).address() as AddressInfo;
      const [path, token] = [`/${randomBytes(16).toString('hex')}`, randomBytes(24).toString('hex')];
      let current = issue();
      const credentials = () => {
        if (current.expiresAt - Date.now() < REFRESH_MS) current = issue();
        return current;
      };
      issuers.set(path, { token, credentials });
      return {
        environment: {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}${path}`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
        },
        forget: () => void issuers.delete(path),
      };
    },
    async close() {
      const made = await server;
      if (!made) return;
      made.closeAllConnections();
      await new Promise<void>((resolve) => made.close(() => resolve()));
    },
  };
}
