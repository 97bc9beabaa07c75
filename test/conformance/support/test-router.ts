import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { Agent, request as send } from 'undici';
import { routerThread } from '../../../rehearsal/dataplane/router-thread.ts';
import type {
  AccessRecord,
  RouterConfig,
  RouterGroup,
  RouterHealthChange,
  RouterHealthCheck,
  RouterListener,
  RouterSecond,
} from '../../../rehearsal/runtime/ports/traffic-router.ts';

export const HEALTH_CHECK: RouterHealthCheck = {
  path: '/health',
  matcher: [[200, 200]],
  intervalMs: 20,
  timeoutMs: 500,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
};

/** A real server on loopback. */
export interface TestTarget {
  port: number;
  served: http.IncomingMessage[];
  healthStatus: number;
  answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;
  close: () => Promise<void>;
}

interface TestRequest {
  headers?: Record<string, string | string[]>;
  method?: string;
  body?: string;
}

/** The router in its thread, a client, and the targets that a test starts; all ended by `stop`. */
export class TestRouter {
  readonly router = routerThread();
  readonly health: RouterHealthChange[] = [];
  readonly records: AccessRecord[] = [];
  readonly seconds: RouterSecond[] = [];
  readonly #agent = new Agent({ connections: 8 });
  readonly #servers: net.Server[] = [];

  constructor() {
    this.router.health.subscribe((changes) => this.health.push(...changes));
    this.router.requests.subscribe((batch) => this.records.push(...batch));
    this.router.seconds.subscribe((second) => this.seconds.push(second));
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
    await this.router.stop();
    for (const server of this.#servers) {
      server.close();
      if (server instanceof http.Server) server.closeAllConnections();
    }
  }

  get localPort(): number {
    return this.router.localPort('listener') ?? 0;
  }

  async startTarget(name: string): Promise<TestTarget> {
    const target: TestTarget = {
      port: 0,
      served: [],
      healthStatus: 200,
      answer: (_request, response) => response.end(name),
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
    const server = http.createServer((request, response) => {
      if (request.url === '/health') return response.writeHead(target.healthStatus).end();
      target.served.push(request);
      return target.answer(request, response);
    });
    server.keepAliveTimeout = 65_000;
    target.port = await this.listen(server);
    return target;
  }

  listen(server: net.Server): Promise<number> {
    this.#servers.push(server);
    return new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );
  }

  async get(path = '/', options: TestRequest = {}) {
    const { statusCode, headers, body } = await send(`http://127.0.0.1:${this.localPort}${path}`, {
      dispatcher: this.#agent,
      method: 'GET',
      ...options,
    });
    return { status: statusCode, headers, text: await body.text() };
  }

  /** Bytes as they are, for requests that no client would send. */
  sendRaw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let received = '';
      const socket = net.connect(this.localPort, '127.0.0.1', () => socket.write(bytes));
      socket.setEncoding('latin1');
      socket.on('data', (text: string) => {
        received += text;
        if (received.includes('</html>')) socket.end();
      });
      socket.on('close', () => resolve(received));
      socket.on('error', reject);
    });
  }

  /** Resolves at the first health change that fits, those since `after` included. */
  healthOf(port: number, state: RouterHealthChange['state'], after = 0): Promise<RouterHealthChange> {
    return new Promise((resolve) => {
      const fits = (change: RouterHealthChange) => change.target === `10.0.0.1:${port}` && change.state === state;
      const found = this.health.slice(after).find(fits);
      if (found) return resolve(found);
      const unsubscribe = this.router.health.subscribe((changes) => {
        const change = changes.find(fits);
        if (!change) return;
        unsubscribe();
        resolve(change);
      });
    });
  }

  async twoGroups(blueWeight: number): Promise<{ blue: TestTarget; green: TestTarget; config: RouterConfig }> {
    const [blue, green] = [await this.startTarget('blue'), await this.startTarget('green')];
    const config = {
      listeners: [listener({ blue: blueWeight, green: 100 - blueWeight })],
      groups: [group('blue', [blue.port]), group('green', [green.port])],
    };
    await this.router.apply(config);
    await Promise.all([this.healthOf(blue.port, 'healthy'), this.healthOf(green.port, 'healthy')]);
    return { blue, green, config };
  }
}

export const group = (id: string, ports: number[], draining: number[] = []): RouterGroup => ({
  id,
  name: id,
  healthCheck: HEALTH_CHECK,
  targets: ports.map((port) => ({
    id: `10.0.0.1:${port}`,
    registration: 1,
    endpoint: { host: '127.0.0.1', port },
    draining: draining.includes(port),
  })),
});

export const listener = (weights: Record<string, number>, extra: Partial<RouterListener> = {}): RouterListener => ({
  id: 'listener',
  balancer: 'balancer',
  port: 80,
  idleTimeoutMs: 60_000,
  dropInvalidHeaders: true,
  rules: [
    {
      id: 'default',
      conditions: [],
      action: { type: 'forward', groups: Object.entries(weights).map(([id, weight]) => ({ group: id, weight })) },
    },
  ],
  ...extra,
});

/** `width` workers share `count` tasks. */
export async function inParallel<T>(count: number, width: number, task: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let left = count;
  const worker = async () => {
    while (left-- > 0) results.push(await task());
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
