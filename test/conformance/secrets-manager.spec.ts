import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  MalformedPolicyDocumentException,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Rotations } from '../../rehearsal/runtime/secrets/rotations.ts';
import { Secrets } from '../../rehearsal/runtime/secrets/secrets.ts';
import { secretsManagerApi } from '../../rehearsal/services/secrets-manager/secrets-manager-api.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';

const DAY_MS = 86_400_000;

let clock: ManualClock;
let secrets: Secrets;
let gateway: TestGateway;
let client: SecretsManagerClient;

beforeEach(async () => {
  clock = new ManualClock();
  secrets = new Secrets({ clock, ids: randomIds });
  const functions = { exists: () => false, permits: () => false, invoke: async () => ({ status: 200 }) };
  const rotations = new Rotations({ clock, log: silentLog, secrets, functions });
  gateway = await startGateway([secretsManagerApi({ secrets, rotations })]);
  client = new SecretsManagerClient(gateway.clientConfig());
});

afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const create = (Name: string, SecretString?: string, more: object = {}) =>
  client.send(new CreateSecretCommand({ Name, ...(SecretString !== undefined && { SecretString }), ...more }));
const value = (SecretId: string, more: object = {}) => client.send(new GetSecretValueCommand({ SecretId, ...more }));
const describeSecret = (SecretId: string) => client.send(new DescribeSecretCommand({ SecretId }));
const stages = async (SecretId: string) => (await describeSecret(SecretId)).VersionIdsToStages;

describe('secrets', () => {
  it('are found by name, by ARN and by ARN without its random characters', async () => {
    const { ARN = '', VersionId } = await create('prod/db', 'first', { Description: 'of the database' });
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:111111111111:secret:prod\/db-[A-Za-z0-9]{6}$/);
    for (const id of ['prod/db', ARN, ARN.slice(0, -7)])
      expect(await value(id)).toMatchObject({
        ARN,
        Name: 'prod/db',
        SecretString: 'first',
        VersionId,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(clock.now()),
      });
    await expect(value('prod/other')).rejects.toThrow("Secrets Manager can't find the specified secret.");
    await expect(create('prod/db', 'again')).rejects.toBeInstanceOf(ResourceExistsException);
    await expect(create('no spaces', 'x')).rejects.toThrow('Invalid name');
    const elsewhere = new SecretsManagerClient(gateway.clientConfig({ region: 'us-east-2' }));
    await expect(elsewhere.send(new GetSecretValueCommand({ SecretId: 'prod/db' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    elsewhere.destroy();
  });

  it('may be bytes, and may be empty until they get a value', async () => {
    await create('bytes', undefined, { SecretBinary: new Uint8Array([0, 255]) });
    const binary = await value('bytes');
    expect([binary.SecretString, [...(binary.SecretBinary ?? [])]]).toEqual([undefined, [0, 255]]);
    expect(await create('empty')).not.toHaveProperty('VersionId');
    await expect(value('empty')).rejects.toThrow('staging label: AWSCURRENT');
    expect(await describeSecret('empty')).not.toHaveProperty('VersionIdsToStages');
    await client.send(new PutSecretValueCommand({ SecretId: 'empty', SecretString: 'now' }));
    expect((await value('empty')).SecretString).toBe('now');
  });

  it('keep the current and the previous version by label, and hide what has none', async () => {
    const { VersionId: one = '' } = await create('db', '1');
    const put = (SecretString: string, more: object = {}) =>
      client.send(new PutSecretValueCommand({ SecretId: 'db', SecretString, ...more }));
    const { VersionId: two = '' } = await put('2');
    expect(await stages('db')).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] });
    const { VersionId: three = '' } = await client.send(new UpdateSecretCommand({ SecretId: 'db', SecretString: '3' }));
    expect(await stages('db')).toEqual({ [two]: ['AWSPREVIOUS'], [three]: ['AWSCURRENT'] });
    expect((await value('db', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('2');
    expect((await value('db', { VersionId: one })).SecretString).toBe('1');
    await expect(value('db', { VersionId: one, VersionStage: 'AWSCURRENT' })).rejects.toBeInstanceOf(
      InvalidRequestException,
    );
    const listed = async (IncludeDeprecated: boolean) =>
      (await client.send(new ListSecretVersionIdsCommand({ SecretId: 'db', IncludeDeprecated }))).Versions?.length;
    expect([await listed(false), await listed(true)]).toEqual([2, 3]);

    const { VersionId: four = '' } = await put('4', { VersionStages: ['AWSPENDING'] });
    expect((await value('db')).SecretString).toBe('3');
    const move = (more: object) =>
      client.send(new UpdateSecretVersionStageCommand({ SecretId: 'db', VersionStage: 'AWSCURRENT', ...more }));
    await expect(move({ MoveToVersionId: four })).rejects.toThrow("RemoveFromVersionId can't be empty");
    await expect(move({ RemoveFromVersionId: three })).rejects.toBeInstanceOf(InvalidParameterException);
    await move({ MoveToVersionId: four, RemoveFromVersionId: three });
    expect(await stages('db')).toEqual({ [three]: ['AWSPREVIOUS'], [four]: ['AWSCURRENT', 'AWSPENDING'] });
  });

  it('take the same request twice, and another value with its token not', async () => {
    const ClientRequestToken = randomIds.uuid();
    await create('db', '1');
    const put = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId: 'db', SecretString, ClientRequestToken }));
    expect((await put('2')).VersionId).toBe(ClientRequestToken);
    expect((await put('2')).VersionId).toBe(ClientRequestToken);
    await expect(put('3')).rejects.toBeInstanceOf(ResourceExistsException);

    const bytes = (...values: number[]) => ({ SecretBinary: new Uint8Array(values), ClientRequestToken });
    const first = await create('bytes', undefined, bytes(0, 255));
    expect(await create('bytes', undefined, bytes(0, 255))).toMatchObject({ ARN: first.ARN });
    await expect(create('bytes', undefined, bytes(0, 254))).rejects.toBeInstanceOf(ResourceExistsException);
  });

  it('can be restored within the recovery window, and are gone after it', async () => {
    const { ARN } = await create('db', '1');
    const remove = (more: object = {}) => client.send(new DeleteSecretCommand({ SecretId: 'db', ...more }));
    await expect(remove({ RecoveryWindowInDays: 6 })).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(remove({ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true })).rejects.toThrow(
      'in conjunction with',
    );
    expect((await remove()).DeletionDate).toEqual(new Date(clock.now() + 30 * DAY_MS));
    await expect(value('db')).rejects.toThrow('marked for deletion');
    await expect(create('db', '2')).rejects.toThrow('already scheduled for deletion');
    const names = async (more: object) =>
      (await client.send(new ListSecretsCommand(more))).SecretList?.map(({ Name }) => Name);
    expect([await names({}), await names({ IncludePlannedDeletion: true })]).toEqual([[], ['db']]);
    await client.send(new RestoreSecretCommand({ SecretId: 'db' }));
    expect((await value('db')).SecretString).toBe('1');

    await remove({ RecoveryWindowInDays: 7 });
    await clock.advance(7 * DAY_MS);
    await expect(describeSecret('db')).rejects.toBeInstanceOf(ResourceNotFoundException);
    expect((await create('db', '3')).ARN).not.toBe(ARN);
    await remove({ ForceDeleteWithoutRecovery: true });
    await create('db', '4');
    expect(await remove({ SecretId: 'gone', ForceDeleteWithoutRecovery: true })).toMatchObject({ Name: 'gone' });
    await expect(remove({ SecretId: 'gone' })).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('have tags, policies and filters', async () => {
    await create('prod/a', '1', { Tags: [{ Key: 'env', Value: 'prod' }] });
    await create('dev/b', '1', { Description: 'Second' });
    await client.send(new TagResourceCommand({ SecretId: 'dev/b', Tags: [{ Key: 'env', Value: 'dev' }] }));
    const names = async (Key: 'name' | 'description' | 'tag-value', ...Values: string[]) =>
      (await client.send(new ListSecretsCommand({ Filters: [{ Key, Values }] }))).SecretList?.map(({ Name }) => Name);
    expect(await names('name', 'prod')).toEqual(['prod/a']);
    expect(await names('name', '!prod')).toEqual(['dev/b']);
    expect(await names('description', 'second')).toEqual(['dev/b']);
    expect(await names('tag-value', 'prod', 'dev')).toEqual(['prod/a', 'dev/b']);
    await client.send(new UntagResourceCommand({ SecretId: 'dev/b', TagKeys: ['env'] }));
    expect((await describeSecret('dev/b')).Tags).toEqual([]);

    const put = (ResourcePolicy: string) =>
      client.send(new PutResourcePolicyCommand({ SecretId: 'prod/a', ResourcePolicy }));
    await expect(put('{')).rejects.toBeInstanceOf(MalformedPolicyDocumentException);
    await put('{"Statement":[]}');
    const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId: 'prod/a' }));
    expect(ResourcePolicy).toBe('{"Statement":[]}');
  });

  it('are in no record of a call', async () => {
    await create('db', 'very-secret');
    await value('db');
    await client.send(new PutSecretValueCommand({ SecretId: 'db', SecretString: 'very-secret-too' }));
    expect(gateway.calls.calls()).toHaveLength(3);
    expect(JSON.stringify(gateway.calls.calls())).not.toContain('very-secret');
  });

  it('of another service are changed by that service only', async () => {
    const managed = { name: 'rds!db-1', content: { text: '{}' }, token: randomIds.uuid(), owningService: 'rds' };
    secrets.create(TEST_SCOPE, managed);
    const SecretId = 'rds!db-1';
    for (const call of [
      () => client.send(new PutSecretValueCommand({ SecretId, SecretString: 'x' })),
      () => client.send(new UpdateSecretCommand({ SecretId, SecretString: 'x' })),
      () => client.send(new DeleteSecretCommand({ SecretId })),
    ])
      await expect(call()).rejects.toThrow('managed by rds');
    expect((await describeSecret(SecretId)).OwningService).toBe('rds');
  });

  it('refuses replication by name', async () => {
    await expect(create('db', '1', { AddReplicaRegions: [{ Region: 'us-east-1' }] })).rejects.toThrow(
      'does not implement AddReplicaRegions',
    );
  });
});

describe('GetRandomPassword', () => {
  it('follows its rules', async () => {
    const password = async (input: object) =>
      (await client.send(new GetRandomPasswordCommand(input))).RandomPassword ?? '';
    expect(await password({})).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z\d\s]).{32}$/);
    expect(await password({ PasswordLength: 200, ExcludePunctuation: true, ExcludeCharacters: 'abcXYZ09' })).toMatch(
      /^[d-zA-W1-8]{200}$/,
    );
    await expect(password({ PasswordLength: 3 })).rejects.toBeInstanceOf(InvalidParameterException);
    expect(await password({ PasswordLength: 3, RequireEachIncludedType: false })).toHaveLength(3);
  });
});
