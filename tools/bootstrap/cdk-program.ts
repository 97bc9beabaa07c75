import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Runs the pinned CDK CLI with what it says on standard error, or on another descriptor. Answers its exit code. */
export function runCdk(
  words: readonly string[],
  place: { region: string },
  profile?: string,
  output: number | 'ignore' = 2,
): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [CDK, ...words], {
      cwd: ROOT,
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        AWS_REGION: place.region,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        ...(profile !== undefined && { AWS_PROFILE: profile }),
      },
    });
    child.once('error', fail);
    child.once('close', (code) => done(code ?? 1));
  });
}
