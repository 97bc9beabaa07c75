import { Agent } from 'undici';

const CONNECTIONS = 16;

/** Asks so many times on 16 connections that are kept, as a load balancer does; any answer but 200 is an error. */
export async function ask(url: string, path: string, requests: number): Promise<void> {
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  let left = requests;
  const client = async (): Promise<void> => {
    while (left-- > 0) await once(agent, url, path);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  await agent.destroy();
}

/** Asks one after the other until told to stop; resolves to how many were answered. */
export async function askUntil(stop: AbortSignal, url: string, path: string): Promise<number> {
  const agent = new Agent({ connections: 1, pipelining: 1 });
  let answered = 0;
  while (!stop.aborted) {
    await once(agent, url, path);
    answered++;
  }
  await agent.destroy();
  return answered;
}

/** Milliseconds of each of so many requests, one after the other on one connection. */
export async function latencies(url: string, path: string, requests: number): Promise<number[]> {
  const agent = new Agent({ connections: 1, pipelining: 1 });
  const milliseconds: number[] = [];
  while (milliseconds.length < requests) {
    const before = performance.now();
    await once(agent, url, path);
    milliseconds.push(performance.now() - before);
  }
  await agent.destroy();
  return milliseconds;
}

/** What an Application Load Balancer adds to each request. */
const headers = {
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '443',
  'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678',
};

async function once(agent: Agent, origin: string, path: string): Promise<void> {
  const { statusCode, body } = await agent.request({ origin, path, method: 'GET', headers });
  await body.dump({ limit: Number.POSITIVE_INFINITY });
  if (statusCode !== 200) throw new Error(`${origin}${path} answered ${statusCode}`);
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
