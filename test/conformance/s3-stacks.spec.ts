import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readProductConfig } from '../../rehearsal/adapters/product/product-config.ts';
import { openStateDirectory } from '../../rehearsal/adapters/state/state-directory.ts';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { startEngine, type Engine } from '../../rehearsal/engine.ts';
import { TEST_SCOPE } from './support/gateway.ts';
import { writeSmallAssembly } from './support/small-assembly.ts';
import { zip } from './support/zip.ts';

const Bucket = `cdk-hnb659fds-assets-${TEST_SCOPE.account}-${TEST_SCOPE.region}`;
/** Nothing is deployed of it: it says which accounts and regions are bootstrapped. */
const assembly = { environments: [], stacks: [TEST_SCOPE], assets: new Map() } as unknown as Assembly;

let directory: string;
let engine: Engine;
let objects: s3.S3Client;
let stacks: cloudformation.CloudFormationClient;
let functions: LambdaClient;

async function start(): Promise<void> {
  engine = await startEngine({
    product: readProductConfig('rehearsal.config.json'),
    speed: 60,
    port: 0,
    state: openStateDirectory(directory, { fresh: false }),
    defaultAccount: TEST_SCOPE.account,
    alert: () => {},
  });
  await engine.deploy(assembly, [], () => {});
  const config = {
    endpoint: engine.endpoint,
    region: TEST_SCOPE.region,
    credentials: { accessKeyId: TEST_SCOPE.account, secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  objects = new s3.S3Client(config);
  stacks = new cloudformation.CloudFormationClient(config);
  functions = new LambdaClient(config);
}

async function stop(): Promise<void> {
  for (const client of [objects, stacks, functions]) client.destroy();
  await engine.stop();
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 's3-stacks-'));
  return start();
}, 60_000);
afterAll(async () => {
  await stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const put = (Key: string, Body: string | Uint8Array) => objects.send(new s3.PutObjectCommand({ Bucket, Key, Body }));

async function create(
  StackName: string,
  template: object,
  urlOf: (key: string) => string,
): Promise<cloudformation.Stack> {
  const key = `${StackName}.json`;
  await put(key, JSON.stringify(template));
  await stacks.send(
    new cloudformation.CreateStackCommand({ StackName, TemplateURL: urlOf(key), Capabilities: ['CAPABILITY_IAM'] }),
  );
  await cloudformation.waitUntilStackCreateComplete(
    { client: stacks, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
    { StackName },
  );
  const { Stacks = [] } = await stacks.send(new cloudformation.DescribeStacksCommand({ StackName }));
  return Stacks[0] as cloudformation.Stack;
}

const outputOf = (stack: cloudformation.Stack, name: string) =>
  stack.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';

describe('the bootstrapped bucket', () => {
  it('is there, versioned, before anybody uploads', async () => {
    expect((await objects.send(new s3.GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    expect(
      (await objects.send(new s3.GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration,
    ).toMatchObject({ Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] });
  });

  it('gives stacks their templates and functions their code', async () => {
    await put('code.zip', zip('index.js', 'exports.handler = async () => "from the bucket";'));
    const stack = await create(
      'from-bucket',
      {
        Resources: {
          Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } },
          Handler: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Code: { S3Bucket: Bucket, S3Key: 'code.zip' },
              Handler: 'index.handler',
              Runtime: 'nodejs24.x',
              Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            },
          },
          Logs: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Logs' },
              PolicyDocument: { Statement: [{ Resource: { 'Fn::GetAtt': ['Logs', 'Arn'] } }] },
            },
          },
        },
        Outputs: { Function: { Value: { Ref: 'Handler' } }, Bucket: { Value: { Ref: 'Logs' } } },
      },
      (key) => `${engine.endpoint}/${Bucket}/${key}`,
    );
    const invoked = await functions.send(new InvokeCommand({ FunctionName: outputOf(stack, 'Function') }));
    expect(JSON.parse(invoked.Payload?.transformToString() ?? '')).toBe('from the bucket');
    const made = outputOf(stack, 'Bucket');
    expect(made).toMatch(/^from-bucket-logs-[a-z0-9]{12}$/);
    const { Policy } = await objects.send(new s3.GetBucketPolicyCommand({ Bucket: made }));
    expect(JSON.parse(Policy ?? '')).toEqual({ Statement: [{ Resource: `arn:aws:s3:::${made}` }] });
  }, 60_000);

  it("is named in templates' URLs in every way that AWS knows", async () => {
    const template = { Resources: { Thing: { Type: 'AWS::CDK::Metadata' } } };
    const { region } = TEST_SCOPE;
    await create('by-host', template, (key) => `https://${Bucket}.s3.${region}.amazonaws.com/${key}`);
    await create('by-path', template, (key) => `https://s3.${region}.amazonaws.com/${Bucket}/${key}`);
    const refused = (TemplateURL: string) =>
      stacks.send(new cloudformation.CreateStackCommand({ StackName: 'refused', TemplateURL }));
    await expect(refused(`${engine.endpoint}/${Bucket}/none.json`)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('S3 error: The specified key does not exist.'),
    });
    await expect(refused('nonsense')).rejects.toMatchObject({ name: 'ValidationError' });
  }, 60_000);
});

/** What the CDK called of S3 since the last look. */
function callsOfCdk(): string[] {
  const lines = readFileSync(join(engine.folders.logs, 'aws-calls.ndjson'), 'utf8').trim().split('\n');
  const calls = lines.map((line) => JSON.parse(line) as { service: string; operation: string; userAgent: string });
  return calls
    .filter(({ service, userAgent }) => service === 's3' && /cdk/i.test(userAgent))
    .map(({ operation }) => operation);
}

it('the unmodified CDK publishes an assembly and deploys it, and publishes nothing the second time', async () => {
  const folder = writeSmallAssembly(directory, 'by-cdk');
  const deploy = () =>
    promisify(execFile)(
      process.execPath,
      [
        'node_modules/aws-cdk/bin/cdk',
        'deploy',
        '--app',
        folder,
        '--all',
        '--require-approval',
        'never',
        '--no-notices',
      ],
      {
        env: {
          PATH: process.env['PATH'],
          HOME: directory,
          AWS_ENDPOINT_URL: engine.endpoint,
          AWS_ACCESS_KEY_ID: TEST_SCOPE.account,
          AWS_SECRET_ACCESS_KEY: 'test',
          AWS_REGION: TEST_SCOPE.region,
          AWS_EC2_METADATA_DISABLED: 'true',
          CDK_DISABLE_CLI_TELEMETRY: 'true',
        },
        timeout: 100_000,
      },
    );
  await deploy();
  expect(callsOfCdk()).toEqual(expect.arrayContaining(['GetBucketLocation', 'GetBucketEncryption', 'PutObject']));
  expect(callsOfCdk().filter((operation) => operation === 'PutObject')).toHaveLength(2);
  const { Payload } = await functions.send(new InvokeCommand({ FunctionName: 'by-cdk' }));
  expect(JSON.parse(Payload?.transformToString() ?? '')).toBe('published by the CDK');
  await deploy();
  expect(callsOfCdk().filter((operation) => operation === 'PutObject')).toHaveLength(2);
}, 200_000);

it('objects are there when the engine starts again', async () => {
  await put('kept', 'from the run before');
  await stop();
  await start();
  const { Body } = await objects.send(new s3.GetObjectCommand({ Bucket, Key: 'kept' }));
  expect(await Body?.transformToString()).toBe('from the run before');
}, 60_000);
