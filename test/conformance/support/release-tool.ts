import { spawn, type ChildProcess } from 'node:child_process';
import type { PipelineOutcome } from '../../../deployer/pipeline/pipeline-outcome.ts';
import { TEST_SCOPE as scope, type TestGateway } from './gateway.ts';

/** The release tool as a process. */
export interface Tool {
  ended: Promise<{
    exitCode: number | null;
    output: string;
    events: Record<string, unknown>[];
    outcome: PipelineOutcome;
  }>;
  /** Resolves when its output holds the text. Rejects when it ends without. */
  says(text: string): Promise<void>;
  interrupt(): void;
}

/** Starts it; `children` holds it while it runs. */
export function releaseTool(words: string[], gateway: TestGateway, home: string, children: Set<ChildProcess>): Tool {
  const child = spawn(
    process.execPath,
    ['deployer/cli.ts', ...words, ...(words.includes('--json') ? [] : ['--json'])],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        AWS_ENDPOINT_URL: gateway.url,
        AWS_REGION: scope.region,
        AWS_ACCESS_KEY_ID: scope.account,
        AWS_SECRET_ACCESS_KEY: 'x',
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    },
  );
  children.add(child);
  let output = '';
  let json = '';
  let hasEnded = false;
  const listeners = new Set<() => void>();
  const tellAll = () => {
    for (const listener of listeners) listener();
  };
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    tellAll();
  });
  const hasJson = !words.includes('--json');
  child.stdout.on('data', (chunk: Buffer) => {
    if (hasJson) json += chunk.toString();
    else output += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve)).then((exitCode) => {
    children.delete(child);
    hasEnded = true;
    tellAll();
    const lines = json.split('\n').filter(Boolean);
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { exitCode, output, events: parsed.slice(0, -1), outcome: parsed.at(-1) as unknown as PipelineOutcome };
  });
  return {
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text) && !hasEnded) return;
          listeners.delete(look);
          if (output.includes(text)) resolve();
          else reject(new Error(`It ended and never said ${text}:\n${output}`));
        };
        listeners.add(look);
        look();
      }),
    interrupt: () => child.kill('SIGINT'),
  };
}
