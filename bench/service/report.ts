import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { median } from './load.ts';

export type Cpu =
  | { readonly name: string; readonly micros: Readonly<Record<string, number[]>> }
  | { readonly name: string; readonly missing: string };

export interface Report {
  readonly node: string;
  readonly pinned: boolean;
  /** Of each process, and how many processes of each program there were. */
  readonly rounds: number;
  readonly processes: number;
  readonly requests: number;
  readonly cpu: readonly Cpu[];
  /** Milliseconds of each start. */
  readonly start: readonly number[] | undefined;
  readonly latency:
    { factorial20000Ms: number; healthP99Ms: number; healthMaxMs: number; largeAnswered: number } | undefined;
  readonly sizes: { readonly codeBytes: number; readonly cacheBytes: number; readonly compressedBytes: number };
}

/** What the image adds to its base: the bundle and its compile cache, each file compressed by gzip. */
export async function sizes(directory: string): Promise<Report['sizes']> {
  let [codeBytes, cacheBytes, compressedBytes] = [0, 0, 0];
  for (const entry of await readdir(directory, { recursive: true })) {
    const file = join(directory, entry);
    if (!(await stat(file)).isFile()) continue;
    const content = await readFile(file);
    if (entry.startsWith('compile-cache')) cacheBytes += content.length;
    else codeBytes += content.length;
    compressedBytes += gzipSync(content).length;
  }
  return { codeBytes, cacheBytes, compressedBytes };
}

export function markdown(report: Report): string {
  const { cpu, start, latency } = report;
  const lines = [
    `Node ${report.node}, one worker each${report.pinned ? ', all servers on one core' : ', not pinned'}; 16 connections, ` +
      `${report.processes} processes each, ${report.rounds} alternating rounds of ${report.requests} requests. Median (least to most) of the rounds; factors are medians of each round's own.`,
    '',
    '| CPU µs a request | /health/live | of the service | factorial of 50 | of the service |',
    '|---|---|---|---|---|',
    ...cpu.map((row) => cpuRow(row, cpu[0])),
    '',
    '| | measured | goal |',
    '|---|---|---|',
  ];
  if (start) lines.push(`| cold start to healthy, median of ${start.length} | ${spread(start)} ms | ≤ 130 ms |`);
  if (latency) {
    lines.push(
      `| factorial of 20,000, median | ${latency.factorial20000Ms.toFixed(1)} ms | ≤ 10 ms |`,
      `| p99 of /health/live during ${latency.largeAnswered} factorials of 100,000 | ` +
        `${latency.healthP99Ms.toFixed(1)} ms (most ${latency.healthMaxMs.toFixed(1)}) | ≤ 10 ms |`,
    );
  }
  const { codeBytes, cacheBytes, compressedBytes } = report.sizes;
  lines.push(
    `| bundle, and its compile cache | ${mb(codeBytes)} and ${mb(cacheBytes)} MB, ${mb(compressedBytes)} MB compressed | ` +
      'with the base image ≤ 50 MB compressed |',
  );
  return lines.join('\n');
}

function cpuRow(row: Cpu, service: Cpu | undefined): string {
  if ('missing' in row) return `| ${row.name} | not installed: \`${row.missing}\` | | | |`;
  const cells = Object.entries(row.micros).flatMap(([path, rounds]) => {
    const own = service && 'micros' in service ? service.micros[path] : undefined;
    return [spread(rounds), `× ${median(rounds.map((micros, round) => micros / (own?.[round] ?? 0))).toFixed(2)}`];
  });
  return `| ${row.name} | ${cells.join(' | ')} |`;
}

const spread = (values: readonly number[]): string =>
  `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;

const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
