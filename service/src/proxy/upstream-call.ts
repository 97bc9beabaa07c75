import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';

export interface UpstreamRequest {
  readonly target: URL;
  /** With its `?`, or empty. */
  readonly query: string;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  /** The client's request, when it has content: streamed as it comes. */
  readonly content: IncomingMessage | undefined;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Milliseconds. */
export interface UpstreamTimeouts {
  /** Until there is a connection, with TLS where the target has it. */
  readonly connectMs: number;
  /** From the end of the request to the headers of the answer. */
  readonly headersMs: number;
  /** Longest silence while content is under way, in either direction. */
  readonly idleMs: number;
}

export class UpstreamTimeout extends Error {
  constructor(what: string, milliseconds: number) {
    super(`${what} within ${milliseconds} ms`);
    this.name = 'UpstreamTimeout';
  }
}

/** The client stopped sending in the middle of its request. */
export class ClientTooSlow extends Error {
  constructor(milliseconds: number) {
    super(`The request's content paused for ${milliseconds} ms.`);
    this.name = 'ClientTooSlow';
  }
}

interface UpstreamCall {
  readonly answer: Promise<IncomingMessage>;
  /** A connection from an earlier request had been closed; the target may not even have seen this one. */
  diedOfReuse(error: unknown): boolean;
}

/** One request over one connection. */
export function callUpstream(
  { target, query, method, headers, content, signal }: UpstreamRequest,
  { agent, timeouts }: { agent: Agent | false; timeouts: UpstreamTimeouts },
): UpstreamCall {
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const path = target.pathname + query;
  const outgoing = send({ ...urlToHttpOptions(target), path, method, headers, agent, signal });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    const limits = limitTime(outgoing, content, timeouts);
    outgoing.once('response', (incoming) => {
      limits.answered(incoming);
      resolve(incoming);
    });
    // After the answer has begun it reports by itself; there is nothing left to reject then.
    outgoing.on('error', (error) => {
      content?.unpipe(outgoing);
      // Read to its end and dropped, so that the client can read the answer that says what went wrong.
      content?.resume();
      reject(error);
    });
    outgoing.once('close', () => {
      limits.end();
      // A connection that Node drops without an error, such as one that switched protocols unasked.
      reject(new Error('the target closed the connection'));
    });
  });
  if (content) content.pipe(outgoing);
  else outgoing.end();
  return {
    answer,
    diedOfReuse: (error) => outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET',
  };
}

function limitTime(outgoing: ClientRequest, content: IncomingMessage | undefined, timeouts: UpstreamTimeouts) {
  const { connectMs, headersMs, idleMs } = timeouts;
  let timer: NodeJS.Timeout | undefined;
  const limit = (what: string, milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => outgoing.destroy(new UpstreamTimeout(what, milliseconds)), milliseconds);
  };
  let answer: IncomingMessage | undefined;
  limit('no connection', connectMs);
  outgoing.once('socket', (socket) => {
    const connected = (): void => {
      clearTimeout(timer);
      if (outgoing.writableFinished) limit('no answer', headersMs);
    };
    if (socket.connecting) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
    else connected();
    outgoing.once('finish', () => {
      if (!answer) limit('no answer', headersMs);
    });
  });
  // Of the socket, and so of either direction; the wait for the answer has its own limit.
  outgoing.setTimeout(idleMs, () => {
    if (answer) answer.destroy(new UpstreamTimeout('no more of the answer', idleMs));
    else if (!outgoing.writableFinished) {
      const stalled = content?.complete === false && outgoing.writableLength === 0;
      outgoing.destroy(
        stalled ? new ClientTooSlow(idleMs) : new UpstreamTimeout('no more of the request taken', idleMs),
      );
    }
  });
  return {
    answered(incoming: IncomingMessage): void {
      clearTimeout(timer);
      answer = incoming;
    },
    end: (): void => clearTimeout(timer),
  };
}
