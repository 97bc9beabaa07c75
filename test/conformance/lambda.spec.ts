import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startEgressProxy, type EgressProxy } from '../../rehearsal/adapters/egress-proxy/egress-proxy.ts';
import { createLocalAuthority } from '../../rehearsal/adapters/egress-proxy/local-authority.ts';
import { processWorkers } from '../../rehearsal/adapters/function-workers/function-workers.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { customResourceProviders } from '../../rehearsal/resources/custom-resource.ts';
import { lambdaFunctionProvider } from '../../rehearsal/resources/lambda-function.ts';
import { LambdaFunctions } from '../../rehearsal/runtime/functions/lambda-functions.ts';
import type { FunctionCode } from '../../rehearsal/runtime/ports/function-workers.ts';
import { CustomResourceResponses } from '../../rehearsal/runtime/stacks/custom-resource-responses.ts';
import type { StackRecord } from '../../rehearsal/runtime/stacks/stack-record.ts';
import { Stacks } from '../../rehearsal/runtime/stacks/stacks.ts';
import { lambdaApi } from '../../rehearsal/services/lambda/lambda-api.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';
import { zip } from './support/zip.ts';

const ROLE = 'arn:aws:iam::111111111111:role/function';

describe('Lambda', () => {
  const logged: string[] = [];
  const responses = new CustomResourceResponses(randomIds);
  let directory: string;
  let gateway: TestGateway;
  let proxy: EgressProxy;
  let functions: LambdaFunctions;
  let client: LambdaClient;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lambda-'));
    const authority = await createLocalAuthority(directory);
    proxy = await startEgressProxy({
      names: { resolve: () => undefined },
      reserved: [responses],
      authority,
      log: silentLog,
    });
    functions = new LambdaFunctions({
      clock: scaledClock(60),
      ids: randomIds,
      log: silentLog,
      workers: processWorkers(),
      logs: {
        append: (_scope, group, _stream, lines) => logged.push(...lines.map(({ message }) => `${group} ${message}`)),
      },
      credentials: {
        forRole: ({ account }) => ({
          accessKeyId: account,
          secretAccessKey: 's',
          sessionToken: 't',
          expiresAt: Date.now() + 3_600_000,
        }),
      },
      endpointUrl: () => gateway.url,
      hostEnvironment: () => proxy.environment,
    });
    gateway = await startGateway([lambdaApi({ functions })]);
    client = new LambdaClient(gateway.clientConfig());
  });
  afterAll(async () => {
    client.destroy();
    await functions.stop();
    await proxy.close();
    await gateway.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const create = (name: string, source: string, more: object = {}) =>
    client.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: ROLE,
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 20,
        Code: { ZipFile: zip('index.mjs', source) },
        ...more,
      }),
    );
  const invoke = async (name: string, payload: unknown = {}) => {
    const { Payload, ...rest } = await client.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload), LogType: 'Tail' }),
    );
    return { ...rest, payload: JSON.parse(Payload?.transformToString() ?? 'null') as unknown };
  };

  it('runs a function from its archive, with its environment, and keeps its log', async () => {
    await create(
      'env',
      'export const handler = async (event) => { console.log("got", event.a); return { region: process.env.AWS_REGION, own: process.env.OWN }; };',
      {
        Environment: { Variables: { OWN: '1' } },
      },
    );
    const answer = await invoke('env', { a: 5 });
    expect(answer).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      payload: { region: 'eu-west-1', own: '1' },
    });
    const tail = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    expect(tail).toMatch(
      /^START RequestId: \S+ Version: \$LATEST\n.*\tINFO\tgot 5\nEND RequestId: \S+\nREPORT RequestId: \S+\tDuration: /,
    );
    expect(logged).toContainEqual(expect.stringMatching(/^\/aws\/lambda\/env START/));
  });

  it('tells of errors and time-outs in the answer', async () => {
    await create(
      'fails',
      'export const handler = async ({ hang }) => { if (hang) await new Promise(() => setInterval(() => {}, 1000)); throw new RangeError("too far"); };',
      { Timeout: 1 },
    );
    expect(await invoke('fails')).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      payload: { errorType: 'RangeError', errorMessage: 'too far' },
    });
    expect(await invoke('fails', { hang: true })).toMatchObject({
      FunctionError: 'Unhandled',
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
      },
    });
  });

  it('changes code and configuration, and keeps published versions', async () => {
    await create('versions', 'export const handler = async () => 1;');
    await client.send(new PublishVersionCommand({ FunctionName: 'versions' }));
    await client.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'versions',
        ZipFile: zip('index.mjs', 'export const handler = async () => 2;'),
      }),
    );
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'versions', MemorySize: 256 }));
    expect([(await invoke('versions')).payload, (await invoke('versions:1')).payload]).toEqual([2, 1]);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'versions', Qualifier: '1' }));
    expect(Configuration).toMatchObject({
      MemorySize: 128,
      Version: '1',
      FunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:versions:1',
    });
    expect(
      (await client.send(new ListFunctionsCommand({}))).Functions?.map(({ FunctionName }) => FunctionName),
    ).toContain('versions');
  });

  it('answers errors as Lambda does', async () => {
    await expect(invoke('nothing')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:eu-west-1:111111111111:function:nothing',
    });
    await expect(create('python', '', { Runtime: 'python3.13' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('python3.13'),
    });
    await expect(create('reserved', '', { Environment: { Variables: { AWS_REGION: 'x' } } })).rejects.toThrow(
      /AWS_REGION/,
    );
  });

  it("runs the CDK's own AwsCustomResource function unmodified, through create, update, failure and deletion", async () => {
    const library = dirname(createRequire(import.meta.url).resolve('aws-cdk-lib/package.json'));
    const handler: FunctionCode = {
      kind: 'directory',
      path: join(library, 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler'),
    };
    const stacks = new Stacks({
      clock: scaledClock(60),
      ids: randomIds,
      log: silentLog,
      types: {
        providers: [
          lambdaFunctionProvider({
            functions,
            ids: randomIds,
            codeAt: async (_scope, _bucket, key) => (key === 'handler.zip' ? handler : undefined),
          }),
          ...customResourceProviders({ clock: scaledClock(60), ids: randomIds, functions, responses }),
        ],
        recorded: [],
        known: {},
      },
      parameterStore: { value: () => undefined },
    });
    const call = (action: string, parameters: object, more: object = {}) =>
      JSON.stringify({ service: '@aws-sdk/client-lambda', action, parameters, ...more });
    const template = (memory: number, action = 'updateFunctionConfiguration') =>
      JSON.stringify({
        Resources: {
          Handler: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Code: { S3Bucket: 'assets', S3Key: 'handler.zip' },
              Handler: 'index.handler',
              Role: ROLE,
              Runtime: 'nodejs24.x',
              Timeout: 60,
            },
          },
          Call: {
            Type: 'Custom::AWS',
            Properties: {
              ServiceToken: { 'Fn::GetAtt': ['Handler', 'Arn'] },
              Create: call(
                'getFunctionConfiguration',
                { FunctionName: 'subject' },
                { physicalResourceId: { responsePath: 'FunctionArn' }, outputPaths: ['MemorySize'] },
              ),
              Update: call(
                action,
                { FunctionName: 'subject', MemorySize: memory },
                { physicalResourceId: { responsePath: 'FunctionArn' }, outputPaths: ['MemorySize'] },
              ),
              Delete: call('deleteFunction', { FunctionName: 'subject' }),
              InstallLatestAwsSdk: false,
            },
          },
        },
        Outputs: { Memory: { Value: { 'Fn::GetAtt': ['Call', 'MemorySize'] } } },
      });
    await create('subject', 'export const handler = async () => 1;');
    const failures = (stack: StackRecord) =>
      stack.events.filter(({ status }) => status.endsWith('FAILED')).map(({ reason }) => reason);

    const stack = await stacks.settled(
      await stacks.create(TEST_SCOPE, { name: 'custom', templateBody: template(256) }),
    );
    expect([stack.status, failures(stack)]).toEqual(['CREATE_COMPLETE', []]);
    expect(stack.resources.get('Call')?.state?.physicalId).toBe(
      'arn:aws:lambda:eu-west-1:111111111111:function:subject',
    );
    expect(stack.outputs[0]?.value).toBe('128');

    await stacks.settled(await stacks.update(TEST_SCOPE, { name: 'custom', templateBody: template(512) }));
    expect([stack.status, stack.outputs[0]?.value]).toEqual(['UPDATE_COMPLETE', '512']);

    await stacks.settled(await stacks.update(TEST_SCOPE, { name: 'custom', templateBody: template(1) }));
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failures(stack)).toEqual([
      expect.stringMatching(
        /^Received response status \[FAILED\] from custom resource\. Message returned: .*MemorySize/,
      ),
    ]);
    expect((await client.send(new GetFunctionCommand({ FunctionName: 'subject' }))).Configuration?.MemorySize).toBe(
      512,
    );

    stacks.delete(TEST_SCOPE, 'custom');
    await stacks.settled(stack);
    expect(stack.status).toBe('DELETE_COMPLETE');
    await expect(client.send(new DeleteFunctionCommand({ FunctionName: 'subject' }))).rejects.toThrow(
      /Function not found/,
    );
  });
});
