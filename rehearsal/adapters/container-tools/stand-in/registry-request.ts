import { Agent, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { storedCredentials } from './credentials.ts';
import { DockerFailure } from './docker-failure.ts';
import type { Session } from './session.ts';

interface RegistryRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** The registry that is meant: the engine's knows it by the Host header. */
  host: string;
  /** With its query. */
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
  /** Behind `Basic`. Default: what `login` stored for the host. */
  authorization?: string;
}

export interface RegistryAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** Of its own: a build's HTTP_PROXY is for the world outside. */
const agent = new Agent();

/** One request of the OCI distribution protocol to the engine's registry, whatever host is meant. */
export async function registryRequest(session: Session, wanted: RegistryRequest): Promise<RegistryAnswer> {
  const { method = 'GET', host, path, headers = {}, body = Buffer.alloc(0) } = wanted;
  const authorization = wanted.authorization ?? storedCredentials(session.folder, host);
  const { hostname, port } = new URL(session.registryUrl());
  const outgoing = request({
    agent,
    hostname,
    port,
    method,
    path,
    headers: {
      host,
      ...(method !== 'GET' && method !== 'HEAD' && { 'content-length': body.length }),
      ...(authorization !== undefined && { authorization: `Basic ${authorization}` }),
      ...headers,
    },
  });
  return new Promise((resolve, reject) => {
    outgoing.once('error', (error) =>
      reject(new DockerFailure(`dial tcp: the rehearsal's registry did not answer: ${error.message}`)),
    );
    outgoing.once('response', (response) => {
      buffer(response).then(
        (answered) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answered }),
        reject,
      );
    });
    outgoing.end(body);
  });
}

/**
 * What docker says of a refusal: code and message of the answer, `NAME_UNKNOWN` as `name unknown`. Source: distribution,
 * `registry/api/errcode`, Error.Error and ErrorCode.Error.
 */
export function refusalOf(session: Session, host: string, { status, body }: RegistryAnswer): string {
  if (status === 401 && storedCredentials(session.folder, host) === undefined) return 'no basic auth credentials';
  try {
    const { errors } = JSON.parse(body.toString()) as { errors: { code: string; message: string }[] };
    const [first] = errors;
    if (first) return `${first.code.toLowerCase().replaceAll('_', ' ')}: ${first.message}`;
  } catch {
    // No answer of a registry; its status says what there is to say.
  }
  // Source: distribution, `registry/client/errors.go`, HandleErrorResponse.
  return status === 401 ? 'unauthorized: authentication required' : `unexpected status from the registry: ${status}`;
}
