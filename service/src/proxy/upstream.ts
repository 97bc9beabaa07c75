import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { callUpstream, type UpstreamRequest, type UpstreamTimeouts } from './upstream-call.ts';

/** RFC 9110, 9.2.2: what a proxy may send again on its own account. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The connections to the targets of one proxy. */
export class Upstream {
  readonly #timeouts: UpstreamTimeouts;
  readonly #agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 256 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 256 }),
  };

  constructor(timeouts: UpstreamTimeouts) {
    this.#timeouts = timeouts;
  }

  /**
   * The answer, as soon as its headers are here. Rejects with UpstreamTimeout, ClientTooSlow, or the system's error.
   *
   * A kept connection may have been closed at the other end just when it is used. What may be repeated is then sent
   * again, once, on a new one; everything else gets a new connection from the start.
   */
  async ask(request: UpstreamRequest): Promise<IncomingMessage> {
    const timeouts = this.#timeouts;
    if (!REPEATABLE.has(request.method) || request.content)
      return callUpstream(request, { agent: false, timeouts }).answer;
    const agent = this.#agents[request.target.protocol === 'https:' ? 'https:' : 'http:'];
    const call = callUpstream(request, { agent, timeouts });
    try {
      return await call.answer;
    } catch (error) {
      if (!call.diedOfReuse(error) || request.signal.aborted) throw error;
      return callUpstream(request, { agent: false, timeouts }).answer;
    }
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}
