import { execFile, execFileSync } from 'node:child_process';
import { TEST_SCOPE, type TestGateway } from './gateway.ts';

/** The version of the `aws` on this machine, or undefined. */
export const awsCliVersion = versionOf();

/** For a test's name: nobody may think that something was checked which was not. */
export const awsCliState = awsCliVersion ?? 'NOT CHECKED: this machine has no aws';

function versionOf(): string | undefined {
  try {
    return /aws-cli\/(\S+)/.exec(execFileSync('aws', ['--version'], { encoding: 'utf8', timeout: 20_000 }))?.[1];
  } catch {
    return undefined;
  }
}

/** Runs `aws` against a gateway; resolves with what it printed. `--endpoint-url` works with every version of it. */
export function awsCli(
  gateway: TestGateway,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ACCESS_KEY_ID: TEST_SCOPE.account,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: TEST_SCOPE.region,
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  return new Promise((resolve) => {
    execFile('aws', ['--endpoint-url', gateway.url, ...args], { env, timeout: 25_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}
