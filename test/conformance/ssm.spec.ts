import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterPatternMismatchException,
  ParameterVersionNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Parameters } from '../../rehearsal/runtime/parameters/parameters.ts';
import { ssmApi } from '../../rehearsal/services/ssm/ssm-api.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

let clock: ManualClock;
let gateway: TestGateway;
let client: SSMClient;

beforeEach(async () => {
  clock = new ManualClock();
  gateway = await startGateway([ssmApi({ parameters: new Parameters({ clock, ids: randomIds }) })]);
  client = new SSMClient(gateway.clientConfig());
});

afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const put = (Name: string, Value: string, more: object = {}) =>
  client.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
const get = async (Name: string, more: object = {}) =>
  (await client.send(new GetParameterCommand({ Name, ...more }))).Parameter;

describe('Parameter Store', () => {
  it('keeps versions', async () => {
    expect(await put('/picus/dev/uri', 'one')).toMatchObject({ Version: 1, Tier: 'Standard' });
    await expect(put('/picus/dev/uri', 'two')).rejects.toBeInstanceOf(ParameterAlreadyExists);
    expect(await put('/picus/dev/uri', 'two', { Overwrite: true })).toMatchObject({ Version: 2 });
    expect(await get('/picus/dev/uri')).toEqual({
      Name: '/picus/dev/uri',
      Type: 'String',
      Value: 'two',
      Version: 2,
      LastModifiedDate: new Date(clock.now()),
      ARN: 'arn:aws:ssm:eu-west-1:111111111111:parameter/picus/dev/uri',
      DataType: 'text',
    });
    expect(await get('/picus/dev/uri:1')).toMatchObject({ Value: 'one', Selector: ':1' });
    expect(await get('arn:aws:ssm:eu-west-1:111111111111:parameter/picus/dev/uri:1')).toMatchObject({ Value: 'one' });
    await expect(get('/picus/dev/uri:3')).rejects.toBeInstanceOf(ParameterVersionNotFound);
  });

  it('shows a SecureString only with decryption', async () => {
    await put('secret', 'swordfish', { Type: 'SecureString' });
    expect((await get('secret'))?.Value).toMatch(/^AQICAH/);
    expect(await get('secret', { WithDecryption: true })).toMatchObject({ Value: 'swordfish', Type: 'SecureString' });
    const { Parameters: described } = await client.send(new DescribeParametersCommand({}));
    expect(described).toMatchObject([
      { Name: 'secret', KeyId: 'alias/aws/ssm', LastModifiedUser: 'arn:aws:iam::111111111111:root' },
    ]);
    expect(JSON.stringify(described)).not.toContain('swordfish');
  });

  it('finds several by name and by path', async () => {
    for (const name of ['/a/x', '/a/y', '/a/deep/z', 'plain']) await put(name, name);
    const { Parameters: found, InvalidParameters } = await client.send(
      new GetParametersCommand({ Names: ['/a/x', 'plain', 'none'] }),
    );
    expect(found?.map((parameter) => parameter.Name)).toEqual(['/a/x', 'plain']);
    expect(InvalidParameters).toEqual(['none']);
    const below = async (input: object) =>
      (await client.send(new GetParametersByPathCommand({ Path: '/a', ...input }))).Parameters?.map(
        (parameter) => parameter.Name,
      );
    expect(await below({})).toEqual(['/a/x', '/a/y']);
    expect(await below({ Recursive: true })).toEqual(['/a/deep/z', '/a/x', '/a/y']);
    const { NextToken } = await client.send(new GetParametersByPathCommand({ Path: '/a', MaxResults: 1 }));
    expect(await below({ MaxResults: 1, NextToken })).toEqual(['/a/y']);
  });

  it('deletes', async () => {
    await put('one', '1');
    await put('two', '2');
    await client.send(new DeleteParameterCommand({ Name: 'one' }));
    await expect(get('one')).rejects.toBeInstanceOf(ParameterNotFound);
    await expect(client.send(new DeleteParameterCommand({ Name: 'one' }))).rejects.toBeInstanceOf(ParameterNotFound);
    expect(await client.send(new DeleteParametersCommand({ Names: ['one', 'two'] }))).toMatchObject({
      DeletedParameters: ['two'],
      InvalidParameters: ['one'],
    });
  });

  it.each([
    ['a value outside its pattern', { AllowedPattern: '^\\d+$' }, ParameterPatternMismatchException.name],
    ['a reserved name', { Name: '/aws/own' }, 'AccessDeniedException'],
    ['an empty value', { Value: '' }, 'ValidationException'],
    ['a value that is too large', { Value: 'x'.repeat(4097) }, 'ValidationException'],
    ['an unknown type', { Type: 'Number' }, 'UnsupportedParameterType'],
  ])('refuses %s', async (_what, more, name) => {
    await expect(put('name', 'text', more)).rejects.toMatchObject({ name });
  });

  it('keeps accounts and regions apart', async () => {
    await put('here', 'x');
    const elsewhere = new SSMClient(gateway.clientConfig({ region: 'us-east-1' }));
    await expect(elsewhere.send(new GetParameterCommand({ Name: 'here' }))).rejects.toBeInstanceOf(ParameterNotFound);
    elsewhere.destroy();
  });
});
