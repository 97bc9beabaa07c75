import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { processWorkers } from '../../rehearsal/adapters/function-workers/function-workers.ts';
import { scaledClock } from '../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { LambdaFunctions } from '../../rehearsal/runtime/functions/lambda-functions.ts';
import { Rotations } from '../../rehearsal/runtime/secrets/rotations.ts';
import { Secrets } from '../../rehearsal/runtime/secrets/secrets.ts';
import { lambdaApi } from '../../rehearsal/services/lambda/lambda-api.ts';
import { secretsManagerApi } from '../../rehearsal/services/secrets-manager/secrets-manager-api.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './support/gateway.ts';
import { zip } from './support/zip.ts';

/** As AWS's own template does it (aws-samples/aws-secrets-manager-rotation-lambdas), over the plain wire. */
const ROTATOR = `
const ask = async (operation, input) => {
  const response = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.' + operation,
      authorization: 'AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
  const output = await response.json();
  if (!response.ok) throw new Error(output.message ?? output.Message);
  return output;
};
export const handler = async ({ Step, SecretId, ClientRequestToken }) => {
  const { VersionIdsToStages } = await ask('DescribeSecret', { SecretId });
  if (!VersionIdsToStages[ClientRequestToken]?.includes('AWSPENDING')) throw new Error('not pending');
  const pending = () => ask('GetSecretValue', { SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' });
  if (Step === 'createSecret')
    await ask('PutSecretValue', { SecretId, ClientRequestToken, SecretString: 'new', VersionStages: ['AWSPENDING'] });
  if (Step === 'setSecret' && process.env.FAIL) throw new Error('the password is ' + (await pending()).SecretString);
  if (Step === 'testSecret' && (await pending()).SecretString !== 'new') throw new Error('another value');
  if (Step !== 'finishSecret') return;
  const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'));
  const move = { MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current };
  await ask('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', ...move });
};`;
const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:rotator';

let functions: LambdaFunctions;
let secrets: Secrets;
let rotations: Rotations;
let gateway: TestGateway;
let client: SecretsManagerClient;
let lambda: LambdaClient;
let told: string[];

beforeEach(async () => {
  told = [];
  const clock = scaledClock(60);
  const tell = (message: string, facts?: object) => void told.push(`${message} ${JSON.stringify(facts)}`);
  const log = { info: tell, warn: tell, error: tell };
  functions = new LambdaFunctions({
    clock,
    ids: randomIds,
    log,
    workers: processWorkers(),
    logs: { append: () => {} },
    credentials: {
      forRole: ({ account }) => ({
        accessKeyId: account,
        secretAccessKey: 's',
        sessionToken: 't',
        expiresAt: Date.now() + 3_600_000,
      }),
    },
    endpointUrl: () => gateway.url,
    hostEnvironment: () => ({}),
  });
  secrets = new Secrets({ clock, ids: randomIds });
  rotations = new Rotations({ clock, log, secrets, functions });
  gateway = await startGateway([lambdaApi({ functions }), secretsManagerApi({ secrets, rotations })]);
  client = new SecretsManagerClient(gateway.clientConfig());
  lambda = new LambdaClient(gateway.clientConfig());
  await client.send(new CreateSecretCommand({ Name: 'db', SecretString: 'old' }));
});

afterEach(async () => {
  rotations.close();
  await functions.stop();
  client.destroy();
  lambda.destroy();
  await gateway.close();
});

const createRotator = async (environment: Record<string, string> = {}) => {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'rotator',
      Role: 'arn:aws:iam::111111111111:role/rotator',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 20,
      Code: { ZipFile: zip('index.mjs', ROTATOR) },
      Environment: { Variables: environment },
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'rotator',
      StatementId: 'rotation',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  );
};
const rotate = (more: object = {}) =>
  client.send(
    new RotateSecretCommand({
      SecretId: 'db',
      RotationLambdaARN: FUNCTION,
      RotationRules: { AutomaticallyAfterDays: 30 },
      ...more,
    }),
  );
const current = async () => (await client.send(new GetSecretValueCommand({ SecretId: 'db' }))).SecretString;
const facts = () => client.send(new DescribeSecretCommand({ SecretId: 'db' }));

describe('a rotation', () => {
  it('runs the four steps of a real function, which makes its version the current one', async () => {
    await createRotator();
    const { VersionId = '' } = await rotate();
    await rotations.settled();
    expect(told).toEqual([]);
    expect(await current()).toBe('new');
    const { VersionIdsToStages, ...rest } = await facts();
    expect(VersionIdsToStages?.[VersionId]).toEqual(['AWSCURRENT', 'AWSPENDING']);
    expect(rest).toMatchObject({ RotationEnabled: true, RotationLambdaARN: FUNCTION });
    expect(rest.LastRotatedDate).toBeInstanceOf(Date);
    const days = (Number(rest.NextRotationDate) - Number(rest.LastRotatedDate)) / 86_400_000;
    expect(days).toBeGreaterThan(29 - 1);
    expect(days).toBeLessThanOrEqual(30);
  }, 30_000);

  it('leaves the old value where a step fails, says which without the value, and is tried again when asked', async () => {
    await createRotator({ FAIL: 'yes' });
    await rotate();
    await rotations.settled();
    expect(await current()).toBe('old');
    expect(told.join('\n')).toContain('The rotation of db failed at setSecret.');
    expect(told.join('\n')).not.toContain('new');
    expect((await facts()).LastRotatedDate).toBeUndefined();

    functions.updateConfiguration(scope, 'rotator', { environment: {} });
    await expect(rotate()).rejects.toThrow("A previous rotation isn't complete.");
    await rotations.settled();
    expect(await current()).toBe('new');
  }, 30_000);

  it('needs a function that Secrets Manager may invoke', async () => {
    await expect(rotate()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(rotate({ RotationLambdaARN: undefined })).rejects.toThrow('No Lambda rotation function ARN');
    expect((await facts()).RotationEnabled).toBeUndefined();
  });

  it('may only be tested, and cancelled', async () => {
    await createRotator();
    await rotate({ RotateImmediately: false });
    await rotations.settled();
    expect(await current()).toBe('old');
    expect(Object.keys((await facts()).VersionIdsToStages ?? {})).toHaveLength(1);
    await client.send(new CancelRotateSecretCommand({ SecretId: 'db' }));
    expect((await facts()).RotationEnabled).toBe(false);
  }, 30_000);

  it('that an engine’s end cut off goes on in the next one', async () => {
    await createRotator();
    const secret = secrets.get(scope, 'db');
    rotations.close();
    const { VersionId = '' } = await rotate();
    await rotations.settled();
    expect(secret.rotation?.underWay).toBe(VersionId);
    expect(await current()).toBe('old');

    const next = new Rotations({
      clock: scaledClock(60),
      log: silentLog,
      secrets,
      functions,
    });
    next.resume();
    await next.settled();
    expect(await current()).toBe('new');
  }, 30_000);
});
