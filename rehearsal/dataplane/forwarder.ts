import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Dispatcher } from 'undici';
import { OWN_ANSWER_HEADER } from '../runtime/ports/traffic-router.ts';
import { returnedHeaders } from './forwarded-headers.ts';
import { answer } from './own-response.ts';
import { statusOfFailure } from './target-failure.ts';
import type { Target } from './target.ts';

export interface ForwardResult {
  /** What the client got; 460 when it left before an answer began. */
  status: number;
  targetStatus?: number;
  /** Set when the load balancer answered in the target's place. */
  ownStatus?: number;
  connectionError: boolean;
  /** The answer ended before it was whole. */
  broken: boolean;
  /** `performance.now()` of the request leaving for the target, and of its answer's headers arriving; 0: never. */
  sentAt: number;
  answeredAt: number;
  sentBytes: number;
  requestId?: string | undefined;
  /** Why an invoked target failed. */
  errorReason?: string;
}

interface ForwardTo {
  target: Target;
  path: string;
  headers: string[];
  /** Whether OWN_ANSWER_HEADER means something. */
  invoked: boolean;
}

/**
 * Sends one request to a target and its answer to the client. A failed request is not tried again elsewhere: ALB
 * documents a 502 for it, and no retry.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: ForwardTo,
  done: (result: ForwardResult) => void,
): void {
  new Exchange(request, response, done).start(to);
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #done: (result: ForwardResult) => void;
  readonly #result: ForwardResult = {
    status: 0,
    connectionError: false,
    broken: false,
    sentAt: 0,
    answeredAt: 0,
    sentBytes: 0,
  };
  #controller: Dispatcher.DispatchController | undefined;
  #body: PassThrough | null = null;
  #clientGone = false;
  #over = false;
  #invoked = false;

  constructor(request: IncomingMessage, response: ServerResponse, done: (result: ForwardResult) => void) {
    this.#request = request;
    this.#response = response;
    this.#done = done;
  }

  start(to: ForwardTo): void {
    this.#invoked = to.invoked;
    // Both events come when the client goes; `close` is the one that always does.
    this.#response.on('error', () => {});
    this.#response.on('close', () => this.#closed());
    const { method = 'GET', headers } = this.#request;
    const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
    // The client's body goes through a stream of its own: undici destroys what it was given, and the destruction of the
    // request would take the client's connection with it, before the answer is out.
    const body = hasBody ? this.#request.pipe(new PassThrough()) : null;
    if (body) {
      this.#request.once('error', (error) => body.destroy(error));
      // It may fail after undici has let go of it; the exchange has ended by then.
      body.on('error', () => {});
    }
    this.#body = body;
    to.target.pool.dispatch({ path: to.path, method, headers: to.headers, body }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#clientGone) return controller.abort(new Error('The client has gone.'));
    this.#result.sentAt = performance.now();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    received: Record<string, string | string[] | undefined>,
    phrase?: string,
  ): void {
    // Interim answers (103 and the like) are not passed on.
    if (status < 200) return;
    this.#result.answeredAt = performance.now();
    const failed = this.#invoked ? received[OWN_ANSWER_HEADER] : undefined;
    if (failed !== undefined) {
      this.#result.errorReason = String(failed);
      this.#result.status = this.#result.ownStatus = status;
      this.#result.sentBytes = answer(this.#response, status);
      return;
    }
    this.#result.targetStatus = status;
    this.#result.status = status;
    const { list, requestId } = returnedHeaders(
      (controller.rawHeaders as Buffer[] | null) ?? [],
      // What the client asked for: one that says close would otherwise wait for an end that does not come.
      this.#response.shouldKeepAlive,
    );
    this.#result.requestId = requestId;
    this.#response.writeHead(status, phrase ?? '', list);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#result.errorReason !== undefined) return;
    this.#result.sentBytes += chunk.length;
    if (!this.#response.write(chunk)) {
      controller.pause();
      this.#response.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(): void {
    if (this.#result.errorReason === undefined) this.#response.end();
    this.#finish();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#over || this.#result.errorReason !== undefined) return this.#finish();
    if (this.#clientGone) {
      if (this.#result.targetStatus === undefined) this.#result.status = this.#result.ownStatus = 460;
      this.#result.broken = true;
    } else if (this.#response.headersSent) {
      // Part of the answer is out: the client must see that the rest is missing.
      this.#result.broken = true;
      this.#response.destroy();
    } else {
      const status = statusOfFailure(error);
      this.#result.connectionError = this.#result.sentAt === 0;
      this.#result.status = this.#result.ownStatus = status;
      this.#result.sentBytes = answer(this.#response, status);
    }
    this.#finish();
  }

  #closed(): void {
    if (this.#over || this.#response.writableFinished) return;
    this.#clientGone = true;
    this.#controller?.abort(new Error('The client has gone.'));
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    // What is left of a request body is read and dropped, so that the connection stays usable.
    if (this.#body) this.#request.unpipe(this.#body).resume();
    this.#done(this.#result);
  }
}
