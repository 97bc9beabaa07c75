import { type Dispatcher, Pool } from 'undici';
import type { LoadPlan, LoadRequest } from './load-options.ts';
import type { FailureKind } from './load-report.ts';

export interface Answer {
  version?: string;
  failure?: { kind: FailureKind; detail: string };
}

/** Sends requests over connections that are kept alive. Never retries: what fails once has failed. */
export class RequestSender {
  readonly #pool: Pool;
  readonly #plan: LoadPlan;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#pool = new Pool(plan.url, {
      connections: plan.maxInFlight,
      // One request at a time on a connection, as browsers and most clients do.
      pipelining: 1,
      ...(plan.ca !== undefined && {
        connect: { ca: plan.ca, ...(plan.host !== undefined && { servername: plan.host.replace(/:\d+$/, '') }) },
      }),
    });
  }

  async send(asked: LoadRequest, trace: string): Promise<Answer> {
    const { timeoutMs, host, authorization } = this.#plan;
    const startedAt = performance.now();
    const cancel = new AbortController();
    const timer = setTimeout(() => cancel.abort(), timeoutMs);
    const timedOut = () => performance.now() - startedAt > timeoutMs;
    try {
      const response = await this.#pool.request({
        method: asked.method ?? 'GET',
        path: asked.path,
        headers: {
          'x-amzn-trace-id': `Root=${trace}`,
          ...(host !== undefined && { host }),
          ...(authorization !== undefined && { authorization }),
          ...(asked.body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(asked.body !== undefined && { body: asked.body }),
        signal: cancel.signal,
      });
      const version = await this.#version(asked, response);
      if (timedOut()) return { failure: timeout(timeoutMs), ...version };
      if (asked.statuses.includes(response.statusCode)) return version;
      return { failure: { kind: 'status', detail: `status ${response.statusCode}` }, ...version };
    } catch (error) {
      if (cancel.signal.aborted || timedOut()) return { failure: timeout(timeoutMs) };
      const { code, message } = error as NodeJS.ErrnoException;
      return { failure: { kind: 'reset', detail: code ?? message } };
    } finally {
      clearTimeout(timer);
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  /** Reads the body to its end in any case: an answer that breaks off is a failure. */
  async #version({ path }: LoadRequest, response: Dispatcher.ResponseData): Promise<{ version?: string }> {
    const { version: mark } = this.#plan;
    const header = mark?.header === undefined ? undefined : response.headers[mark.header.toLowerCase()];
    if (mark?.json?.path !== path || response.statusCode !== 200) {
      for await (const _chunk of response.body) continue;
      return typeof header === 'string' ? { version: header } : {};
    }
    const text = await response.body.text();
    const version = typeof header === 'string' ? header : versionInBody(text, mark.json.fields);
    return version === undefined ? {} : { version };
  }
}

function versionInBody(text: string, fields: string[]): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  const values = fields.map((field) => (body as Record<string, unknown> | null)?.[field]);
  return values.find((value) => typeof value === 'string');
}

const timeout = (timeoutMs: number) => ({ kind: 'timeout' as const, detail: `no answer within ${timeoutMs} ms` });
