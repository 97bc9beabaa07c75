import type { IncomingHttpHeaders } from 'node:http';
import { getGlobalDispatcher } from 'undici';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  json(): unknown;
}

type Headers = Readonly<Record<string, string>>;

/** `/picus` of the service at an origin, as a client has it. */
export function itemsApi(origin: string) {
  const call = async (
    method: 'GET' | 'HEAD' | 'POST' | 'PUT',
    path: string,
    headers: Headers,
    body?: string | Buffer,
  ) => {
    // Not `request(url)`, which would resolve dots in the path.
    const answer = await getGlobalDispatcher().request({ origin, path, method, headers, body: body ?? null });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, json: (): unknown => JSON.parse(text) };
  };
  const send = (body: string | Buffer, headers: Headers = {}): Promise<ApiAnswer> =>
    call('POST', '/picus', { 'content-type': 'application/json', ...headers }, body);
  return {
    call,
    /** The body as it is. */
    send,
    put: (key: unknown, value: unknown, headers?: Headers) => send(JSON.stringify({ key, value }), headers),
    get: (path: string, headers: Headers = {}): Promise<ApiAnswer> => call('GET', path, headers),
    show: (key: string, headers: Headers = {}): Promise<ApiAnswer> =>
      call('GET', `/picus/${encodeURIComponent(key)}`, headers),
  };
}
