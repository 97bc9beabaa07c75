import { Pool } from 'undici';
import type { RouterTarget } from '../runtime/ports/traffic-router.ts';

/** Source: ALB guide, "HTTP 504": a connection that is not made in 10 s. Never scaled: it is a real network time-out. */
const CONNECT_TIMEOUT_MS = 10_000;

/** One registered target: its kept connections and the requests under way. */
export class Target {
  readonly id: string;
  readonly registration: number;
  readonly endpoint: RouterTarget['endpoint'];
  readonly pool: Pool;
  draining: boolean;

  /** What is invoked answers in its own time: it alone ends a silent request. */
  constructor(facts: RouterTarget, { idleTimeoutMs, invoked }: { idleTimeoutMs: number; invoked: boolean }) {
    const silenceMs = invoked ? 0 : idleTimeoutMs;
    this.id = facts.id;
    this.registration = facts.registration;
    this.draining = facts.draining;
    this.endpoint = facts.endpoint;
    this.pool = new Pool(`http://${urlHost(facts.endpoint.host)}:${facts.endpoint.port}`, {
      pipelining: 1,
      connectTimeout: CONNECT_TIMEOUT_MS,
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      // Silent connections are kept for the idle time-out whatever the target hints at, as ALB keeps them: a target
      // whose own keep-alive is shorter gets the same occasional 502 here. The negative threshold cancels the hint.
      keepAliveTimeout: idleTimeoutMs,
      keepAliveMaxTimeout: idleTimeoutMs,
      keepAliveTimeoutThreshold: -3_600_000,
      maxHeaderSize: 65_536,
    });
  }

  /** Cuts every connection: requests under way end with an error. */
  async destroy(): Promise<void> {
    await this.pool.destroy();
  }
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);
