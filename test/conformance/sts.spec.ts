import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Identities } from '../../rehearsal/runtime/identity/identities.ts';
import { Roles } from '../../rehearsal/runtime/identity/roles.ts';
import { stsApi } from '../../rehearsal/services/sts/sts-api.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'x' } }],
};
const RoleArn = 'arn:aws:iam::222222222222:role/team/deployer';

// Started now, so that the client does not think its credentials expired long ago.
const clock = new ManualClock(Date.now());
const roles = new Roles({ clock, ids: randomIds });
const identities = new Identities({ clock, ids: randomIds, roles, defaultAccount: '111111111111' });
let gateway: TestGateway;
const clients: STSClient[] = [];

const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
  const client = new STSClient({ ...gateway.clientConfig(), credentials });
  clients.push(client);
  return client;
};
const key = (accessKeyId: string) => clientOf({ accessKeyId, secretAccessKey: 'any' });
const whoAmI = async (client: STSClient) => {
  const { UserId, Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
  return { UserId, Account, Arn };
};
const assume = (client: STSClient, overrides = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'release', ...overrides }));

beforeAll(async () => {
  roles.create('222222222222', { name: 'deployer', path: '/team/', trust });
  gateway = await startGateway([stsApi({ identities })], { identities });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await gateway.close();
});

describe('STS', () => {
  it.each([
    ['a key of twelve digits', '333333333333', '333333333333'],
    ['any other key', 'AKIAEXAMPLE', '111111111111'],
  ])('takes %s for an administrator', async (_what, accessKeyId, account) => {
    expect(await whoAmI(key(accessKeyId))).toEqual({
      UserId: account,
      Account: account,
      Arn: `arn:aws:iam::${account}:root`,
    });
  });

  it("issues keys that are the role's, in the role's account", async () => {
    const { Credentials, AssumedRoleUser } = await assume(key('111111111111'), { DurationSeconds: 900 });
    const Arn = 'arn:aws:sts::222222222222:assumed-role/deployer/release';
    expect(AssumedRoleUser?.Arn).toBe(Arn);
    expect(Credentials?.Expiration?.getTime()).toBe(clock.now() + 900_000);
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    expect(await whoAmI(clientOf(session))).toEqual({
      UserId: AssumedRoleUser?.AssumedRoleId,
      Account: '222222222222',
      Arn,
    });
    expect(gateway.calls.calls().at(-1)).toMatchObject({ caller: Arn, account: '222222222222' });
    await expect(whoAmI(clientOf({ ...session, sessionToken: 'wrong' }))).rejects.toMatchObject({
      Code: 'InvalidClientTokenId',
    });
    await clock.advance(900_000);
    await expect(whoAmI(clientOf(session))).rejects.toMatchObject({
      Code: 'ExpiredToken',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('denies a role that does not exist, without telling so', async () => {
    await expect(
      assume(key('111111111111'), { RoleArn: 'arn:aws:iam::222222222222:role/other' }),
    ).rejects.toMatchObject({
      Code: 'AccessDenied',
      message:
        'User: arn:aws:iam::111111111111:root is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/other',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it.each([
    ['a session longer than the role allows', { DurationSeconds: 7200 }],
    ['a session shorter than AWS allows', { DurationSeconds: 60 }],
    ['a name with spaces', { RoleSessionName: 'my release' }],
    ['a session policy, which is not rehearsed', { Policy: '{}' }],
  ])('refuses %s', async (_what, overrides) => {
    await expect(assume(key('111111111111'), overrides)).rejects.toMatchObject({ Code: 'ValidationError' });
  });

  it(`answers the AWS CLI (${awsCliState})`, async () => {
    if (awsCliVersion === undefined) return;
    const { stdout, stderr } = await awsCli(gateway, 'sts', 'get-caller-identity');
    expect({ stderr, identity: JSON.parse(stdout || '{}') as unknown }).toEqual({
      stderr: '',
      identity: { UserId: '111111111111', Account: '111111111111', Arn: 'arn:aws:iam::111111111111:root' },
    });
  });
});
