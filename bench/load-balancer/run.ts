import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Agent } from 'undici';

// CPU per request of the rehearsal's router beside a bare node:http proxy, in one run on the same machine: rounds of the
// two alternate, so that what else the machine does falls on both. Usage: node bench/load-balancer/run.ts [requests]
const REQUESTS = Number(process.argv[2] ?? 8_000);
const ROUNDS = 4;
const CONNECTIONS = 16;

const start = async (file: string, ...args: string[]): Promise<{ child: ChildProcess; port: number }> => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { child, port };
};

const cpuMicros = async (child: ChildProcess): Promise<number> => {
  child.send('cpu');
  const [{ cpu }] = (await once(child, 'message')) as [{ cpu: NodeJS.CpuUsage }];
  return cpu.user + cpu.system;
};

const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });
async function load(port: number, requests: number): Promise<void> {
  let left = requests;
  const worker = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await agent.request({
        origin: `http://127.0.0.1:${port}`,
        path: '/',
        method: 'GET',
      });
      if (statusCode !== 200) throw new Error(`Status ${statusCode}`);
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

const targets = await Promise.all([start('target.ts'), start('target.ts')]);
const ports = targets.map(({ port }) => String(port));
const contestants = { router: await start('router-proxy.ts', ...ports), bare: await start('bare-proxy.ts', ...ports) };
const results: Record<string, number[]> = { router: [], bare: [] };
for (const { port } of Object.values(contestants)) await load(port, REQUESTS);
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { child, port }] of Object.entries(contestants)) {
    const before = await cpuMicros(child);
    await load(port, REQUESTS);
    results[name]?.push(((await cpuMicros(child)) - before) / REQUESTS);
  }
}
const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const [router, bare] = [median(results.router ?? []), median(results.bare ?? [])];
const rounds = (name: string) => (results[name] ?? []).map((value) => value.toFixed(1)).join(', ');
console.log(`router (undici back, all on)  ${router.toFixed(1)} µs CPU a request  (rounds: ${rounds('router')})`);
console.log(`bare node:http → node:http    ${bare.toFixed(1)} µs CPU a request  (rounds: ${rounds('bare')})`);
console.log(
  `router / bare = ${(router / bare).toFixed(2)}; ${ROUNDS} rounds of ${REQUESTS} requests, ${CONNECTIONS} connections`,
);

await agent.destroy();
for (const { child } of [...targets, ...Object.values(contestants)]) child.disconnect();
