import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScaledService } from './support/scaled-service.ts';

/** Where the tool runs; the service is in the account of the fixture. */
const TOOLS = '222222222222';

let scaled: ScaledService;
let roleArn: string;
let folder: string;

beforeAll(async () => {
  scaled = await ScaledService.start();
  roleArn = scaled.createRole('picus-dev-deployer');
  folder = mkdtempSync(join(tmpdir(), 'other-account-'));
}, 60_000);
afterAll(async () => {
  await scaled.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** Runs the tool of the tools account; tells who has called which service meanwhile. */
async function run(...words: string[]) {
  const before = scaled.calls().length;
  const { exitCode, output } = await scaled.toolOf(TOOLS, ...words).ended;
  const calls = scaled
    .calls()
    .slice(before)
    .filter(({ userAgent }) => userAgent.includes('aws-sdk-js'));
  const callers: Record<string, string[]> = {};
  for (const { service, caller } of calls) callers[service] = [...new Set([...(callers[service] ?? []), caller])];
  return { exitCode, output, callers, taken: calls.filter(({ operation }) => operation === 'AssumeRole').length };
}

describe('the release tool of another account', () => {
  it('finds nothing there with its own credentials', async () => {
    const stack = await scaled.prepareRelease();
    const { exitCode, output } = await run('deploy', '--stack', stack);
    expect([exitCode, output]).toEqual([2, expect.stringContaining('does not exist')]);
  });

  it('releases as the role of the environment, which it takes on once', async () => {
    const stack = await scaled.prepareRelease();
    const { exitCode, output, callers, taken } = await run('deploy', '--stack', stack, '--role-arn', roleArn);
    expect([exitCode, output]).toEqual([0, expect.stringContaining('Released')]);
    const role = ['arn:aws:sts::111111111111:assumed-role/picus-dev-deployer/deployer'];
    expect(callers['sts']).toEqual([`arn:aws:iam::${TOOLS}:root`]);
    for (const service of [
      'cloudformation',
      'codedeploy',
      'ecs',
      'elastic-load-balancing-v2',
      'application-auto-scaling',
    ])
      expect([service, callers[service]]).toEqual([service, role]);
    expect(taken).toBe(1);
  }, 60_000);

  it('guards with its own credentials what is its own: the images', async () => {
    const image = join(folder, 'image.json');
    const names = {
      registry: `${TOOLS}.dkr.ecr.eu-west-1.amazonaws.com`,
      repository: 'picus',
      region: 'eu-west-1',
      hash: '0123456789abcdef',
      tag: 'src-0123456789abcdef',
      testedTag: 'tested-0123456789abcdef',
      platform: 'linux/arm64',
    };
    writeFileSync(image, JSON.stringify(names));
    const guard = ['guard', '--image', image, '--environment', 'dev', '--service', 'main/blue', '--role-arn', roleArn];
    const { exitCode, output, callers } = await run(...guard);
    expect([exitCode, output]).toEqual([2, expect.stringContaining("'picus' does not exist")]);
    expect(callers['ecr']).toEqual([`arn:aws:iam::${TOOLS}:root`]);
  });

  it('says what to do where the role is not there, and what a role is', async () => {
    const absent = await run('status', '--stack', 'release-1', '--role-arn', 'arn:aws:iam::111111111111:role/absent');
    expect(absent.exitCode).toBe(2);
    expect(absent.output).toContain('Is arn:aws:iam::111111111111:role/absent there, and does it trust this one?');
    const wrong = await run('status', '--stack', 'release-1', '--role-arn', 'picus-dev-deployer');
    expect([wrong.exitCode, wrong.output]).toEqual([2, expect.stringContaining("It must be a role's ARN")]);
  });
});
