import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, contestants, serviceCommand } from './contestants.ts';
import { ask, askUntil, latencies, median, quantile } from './load.ts';
import { markdown, type Cpu, type Report, sizes } from './report.ts';
import { type Command, pinned, type Server, startServer } from './processes.ts';

// The service beside bare Fastify, FastAPI and Flask, all in one run on the same core: rounds alternate, so that what
// else the machine does falls on all. Build first: npm run build:service
//   node bench/service/run.ts [--json] [--service dist/service] [--only cpu|start|latency] [--processes 3] [--rounds 4] [--requests 4000] [--starts 20]
const ENDPOINTS = ['/health/live', '/api/v1/factorial?number=50'];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    service: { type: 'string', default: 'dist/service' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '4' },
    processes: { type: 'string', default: '3' },
    requests: { type: 'string', default: '4000' },
    starts: { type: 'string', default: '20' },
  },
});
const wanted = (part: string): boolean => values.only === undefined || values.only === part;

const scratch = await mkdtemp(join(tmpdir(), 'bench-service-'));
try {
  const service = await serviceCommand(values.service, scratch);
  const report: Report = {
    node: process.version,
    pinned,
    rounds: Number(values.rounds),
    processes: Number(values.processes),
    requests: Number(values.requests),
    cpu: wanted('cpu') ? await cpu(service) : [],
    start: wanted('start') ? await starts(service, Number(values.starts)) : undefined,
    latency: wanted('latency') ? await latency(service) : undefined,
    sizes: await sizes(service.cwd),
  };
  console.log(values.json ? JSON.stringify(report, null, 2) : markdown(report));
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** Microseconds of processor time a request, of several processes each: two of the same program differ by some 10 %. */
async function cpu(service: Command): Promise<Cpu[]> {
  const all = await contestants(service, scratch);
  const results = all.map(({ name, command }): Cpu => {
    if ('missing' in command) return { name, missing: command.missing };
    return { name, micros: Object.fromEntries(ENDPOINTS.map((path) => [path, []])) };
  });
  for (let count = 0; count < Number(values.processes); count++) await cpuOfProcesses(all, results);
  return results;
}

async function cpuOfProcesses(all: readonly Contestant[], results: readonly Cpu[]): Promise<void> {
  const requests = Number(values.requests);
  const running: { server: Server; micros: Readonly<Record<string, number[]>> }[] = [];
  try {
    for (const [index, { command }] of all.entries()) {
      const result = results[index];
      if ('missing' in command || !result || 'missing' in result) continue;
      running.push({ server: await startServer(command, scratch), micros: result.micros });
    }
    // Compilers need to see the code in use first.
    for (const path of ENDPOINTS) for (const { server } of running) await ask(server.url, path, requests * 2);
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const path of ENDPOINTS) {
        for (const { server, micros } of running) {
          const before = server.cpuMicros();
          await ask(server.url, path, requests);
          micros[path]?.push((server.cpuMicros() - before) / requests);
        }
      }
    }
  } finally {
    for (const { server } of running) await server.stop();
  }
}

/** Milliseconds from the start of the process to the first 200. */
async function starts(service: Command, count: number): Promise<number[]> {
  const milliseconds: number[] = [];
  while (milliseconds.length < count) {
    const server = await startServer(service, scratch);
    milliseconds.push(server.healthyAfterMs);
    await server.stop();
  }
  return milliseconds;
}

/** Not pinned: large factorials have a thread of their own, which a second core can run. */
async function latency(service: Command): Promise<NonNullable<Report['latency']>> {
  const server = await startServer(service, scratch, false);
  try {
    await latencies(server.url, '/api/v1/factorial?number=20000', 20);
    const factorial = await latencies(server.url, '/api/v1/factorial?number=20000', 100);
    const stop = new AbortController();
    const large = askUntil(stop.signal, server.url, '/api/v1/factorial?number=100000');
    const health = await latencies(server.url, '/health/live', 8_000);
    stop.abort();
    return {
      factorial20000Ms: median(factorial),
      healthP99Ms: quantile(health, 0.99),
      healthMaxMs: Math.max(...health),
      largeAnswered: await large,
    };
  } finally {
    await server.stop();
  }
}
