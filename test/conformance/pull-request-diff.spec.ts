import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bootstrapStacks } from '../../tools/bootstrap/bootstrap-stacks.ts';
import { startEmptyWorld, type EmptyWorld } from './support/empty-world.ts';
import { TEST_SCOPE } from './support/gateway.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const STACK = 'picus-access';

let empty: EmptyWorld;
beforeAll(async () => {
  empty = await startEmptyWorld();
}, 60_000);
afterAll(() => empty.stop());

interface Policy {
  Statement: { Effect: string; Action: string | string[] }[];
}

describe('cdk diff of a pull request', () => {
  it('needs what its role may do, and nothing else', async () => {
    const assembly = join(empty.folder, 'cdk.out');
    const stack = bootstrapStacks(assembly, {}).find(({ name }) => name === STACK);
    const template = structuredClone(stack?.template) as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
    const role = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::IAM::Role');
    role!.Properties['Description'] = 'as it was before';
    // The template asks for it.
    const version = { name: '/cdk-bootstrap/hnb659fds/version', type: 'String' as const, value: '33' };
    empty.world.parameters.put(TEST_SCOPE, { ...version, by: 'test', overwrite: false });
    const cloudFormation = new CloudFormationClient(empty.gateway.clientConfig());
    const sts = new STSClient(empty.gateway.clientConfig());
    await cloudFormation.send(new CreateStackCommand({ StackName: STACK, TemplateBody: JSON.stringify(template) }));
    await empty.world.stacks.settled(empty.world.stacks.find(TEST_SCOPE, STACK)!);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${TEST_SCOPE.account}:role/picus-pull-request`,
        RoleSessionName: 'diff',
      }),
    );
    for (const client of [cloudFormation, sts]) client.destroy();
    const before = empty.gateway.calls.calls().length;

    // No role of `cdk bootstrap` is there, which is to the CLI as if none trusted it.
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['node_modules/aws-cdk/bin/cdk', 'diff', STACK, '--app', assembly, '--method=template', '--no-color'],
      {
        cwd: ROOT,
        env: {
          PATH: process.env['PATH'],
          HOME: empty.folder,
          AWS_ENDPOINT_URL: empty.gateway.url,
          AWS_REGION: TEST_SCOPE.region,
          AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
          AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
          AWS_SESSION_TOKEN: Credentials?.SessionToken,
          AWS_EC2_METADATA_DISABLED: 'true',
          CDK_DISABLE_CLI_TELEMETRY: 'true',
        },
      },
    );
    expect(stdout + stderr).toContain('as it was before');

    const { inline } = empty.world.roles.get(TEST_SCOPE.account, 'picus-pull-request');
    const allowed = [...inline.values()]
      .flatMap((document) => (document as Policy).Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action);
    expect(allowed.toSorted()).toEqual([
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'ssm:GetParameter',
    ]);
    const succeeded = empty.gateway.calls
      .calls()
      .slice(before)
      .filter(({ error }) => error === undefined)
      .map(({ service, operation }) => `${service}:${operation}`);
    // Everybody may ask who they are.
    const asked = [...new Set(succeeded)].filter((action) => action !== 'sts:GetCallerIdentity');
    expect(asked).toContain('cloudformation:GetTemplate');
    expect(asked.filter((action) => !allowed.includes(action))).toEqual([]);
  }, 60_000);
});
