import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { scopeKey, type Scope } from '../../kernel/scope.ts';
import type { TableReply, TableStore } from '../../runtime/ports/table-store.ts';
import type { ServerStarted, StartServer } from './messages.ts';

/**
 * dynalite in a thread of its own that starts with the first table; a server an account and region. What was answered lies
 * below `directory`, whatever becomes of the engine then; only the machine's own end may take the newest of it.
 */
export function dynaliteStore(directory: string): TableStore {
  return new DynaliteStore(directory);
}

/** dynalite asks for the shape of a signature and verifies none. */
const SIGNED = {
  'content-type': 'application/x-amz-json-1.0',
  authorization: 'AWS4-HMAC-SHA256 Credential=none, SignedHeaders=none, Signature=none',
  'x-amz-date': '20260101T000000Z',
};

interface Waiting {
  resolve: (port: number) => void;
  reject: (error: Error) => void;
}

class DynaliteStore implements TableStore {
  readonly #directory: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #ports = new Map<string, Promise<number>>();
  readonly #waiting = new Map<string, Waiting>();
  #worker: Worker | undefined;
  #ended: Error | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async send(scope: Scope, operation: string, body: string): Promise<TableReply> {
    const port = await this.#port(scopeKey(scope));
    return new Promise((resolve, reject) => {
      const headers = {
        ...SIGNED,
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'content-length': Buffer.byteLength(body),
      };
      const call = request({ host: '127.0.0.1', port, method: 'POST', agent: this.#agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          resolve({ status: answer.statusCode ?? 500, body: Buffer.concat(chunks).toString('utf8') });
        });
      });
      call.once('error', reject);
      call.end(body);
    });
  }

  async close(): Promise<void> {
    this.#end(new Error('The table store is closed.'));
    this.#agent.destroy();
    await this.#worker?.terminate();
  }

  #port(key: string): Promise<number> {
    if (this.#ended) return Promise.reject(this.#ended);
    const known = this.#ports.get(key);
    if (known) return known;
    const started = new Promise<number>((resolve, reject) => this.#waiting.set(key, { resolve, reject }));
    this.#ports.set(key, started);
    this.#worker ??= this.#thread();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
    this.#worker.postMessage({ key, directory: join(this.#directory, key) } satisfies StartServer);
    return started;
  }

  #thread(): Worker {
    const worker = new Worker(new URL('./table-store-worker.ts', import.meta.url), { name: 'table-store' });
    worker.on('message', ({ key, port }: ServerStarted) => {
      this.#waiting.get(key)?.resolve(port);
      this.#waiting.delete(key);
    });
    worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => this.#end(new Error(`The table store's thread has ended (${code}).`)));
    return worker;
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
