import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  IllegalArgumentException,
  ListServiceQuotasCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Quotas } from '../../rehearsal/runtime/quotas/quotas.ts';
import { serviceQuotasApi } from '../../rehearsal/services/service-quotas/service-quotas-api.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';

const FARGATE = { ServiceCode: 'fargate', QuotaCode: 'L-3032A538' };
const quotas = new Quotas();
let gateway: TestGateway;
const clients: ServiceQuotasClient[] = [];

const clientOf = (overrides: { account?: string; region?: string } = {}) => {
  const client = new ServiceQuotasClient(gateway.clientConfig(overrides));
  clients.push(client);
  return client;
};

beforeAll(async () => {
  gateway = await startGateway([serviceQuotasApi({ quotas })]);
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await gateway.close();
});

describe('a quota', () => {
  it('is the default until the account has another, in that region', async () => {
    const client = clientOf();
    const applied = async (asked = client) => (await asked.send(new GetServiceQuotaCommand(FARGATE))).Quota;
    expect(await applied()).toMatchObject({
      ...FARGATE,
      QuotaArn: 'arn:aws:servicequotas:eu-west-1:111111111111:fargate/L-3032A538',
      QuotaName: 'Fargate On-Demand vCPU resource count',
      Value: 6,
      Adjustable: true,
      GlobalQuota: false,
    });
    quotas.set(TEST_SCOPE, { serviceCode: 'fargate', code: 'L-3032A538' }, 40);
    expect((await applied())?.Value).toBe(40);
    expect((await applied(clientOf({ region: 'us-east-1' })))?.Value).toBe(6);
    expect((await applied(clientOf({ account: '222222222222' })))?.Value).toBe(6);
    const { Quota } = await client.send(new GetAWSDefaultServiceQuotaCommand(FARGATE));
    expect([Quota?.Value, Quota?.QuotaArn]).toEqual([6, 'arn:aws:servicequotas:eu-west-1::fargate/L-3032A538']);
  });

  it('is listed with those of its service', async () => {
    const list = async (more: object) =>
      (await clientOf().send(new ListServiceQuotasCommand({ ServiceCode: 'vpc', ...more }))).Quotas?.map(
        ({ QuotaName, Value }) => [QuotaName, Value],
      );
    expect(await list({})).toEqual([
      ['VPCs per Region', 5],
      ['NAT gateways per Availability Zone', 5],
    ]);
    expect(await list({ QuotaCode: 'L-F678F1CE' })).toEqual([['VPCs per Region', 5]]);
  });

  it('that is not known is refused', async () => {
    const get = (more: object) => clientOf().send(new GetServiceQuotaCommand({ ...FARGATE, ...more }));
    await expect(get({ QuotaCode: 'L-00000000' })).rejects.toBeInstanceOf(NoSuchResourceException);
    await expect(clientOf().send(new ListServiceQuotasCommand({ ServiceCode: 'rds' }))).rejects.toBeInstanceOf(
      NoSuchResourceException,
    );
    await expect(get({ ContextId: 'arn:aws:es:eu-west-1:111111111111:domain/a' })).rejects.toBeInstanceOf(
      IllegalArgumentException,
    );
  });
});
