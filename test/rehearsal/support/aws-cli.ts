import { execFile, execFileSync } from 'node:child_process';
import { awsEnvironment } from '../../../rehearsal/drills/aws-clients.ts';
import type { Rehearsal } from './rehearsal.ts';

/** The version of the `aws` on this machine, or undefined. */
export const awsCliVersion = versionOf();

/** For a test's name: nobody may think that something was checked which was not. */
export const awsCliState =
  awsCliVersion === undefined ? 'NOT CHECKED: this machine has no aws' : `aws ${awsCliVersion}`;

function versionOf(): string | undefined {
  try {
    return /aws-cli\/(\S+)/.exec(execFileSync('aws', ['--version'], { encoding: 'utf8', timeout: 20_000 }))?.[1];
  } catch {
    return undefined;
  }
}

/** Runs `aws` against the engine. Resolves with what it printed; rejects with what it complained of. */
export function awsCli({ engine, scope }: Pick<Rehearsal, 'engine' | 'scope'>, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    ...awsEnvironment(engine.endpoint, scope),
    AWS_PAGER: '',
  };
  return new Promise((resolve, reject) => {
    // Every version of it knows the option; the environment's variable is younger.
    execFile('aws', ['--endpoint-url', engine.endpoint, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`aws ${args.join(' ')}: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
