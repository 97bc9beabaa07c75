import { silentLog, type Log } from '../../../rehearsal/kernel/log.ts';
import { CallLog } from '../../../rehearsal/wire/call-log.ts';
import type { CallerIdentities } from '../../../rehearsal/wire/caller-identities.ts';
import { createGateway } from '../../../rehearsal/wire/gateway.ts';
import type { ServiceTable } from '../../../rehearsal/wire/service-table.ts';

export interface TestGateway {
  url: string;
  calls: CallLog;
  /** For any SDK client: `new ECSClient(gateway.clientConfig())`. Retries are off: an error shows at once. */
  clientConfig(overrides?: { account?: string; region?: string; sessionToken?: string }): ClientConfig;
  close(): Promise<void>;
}

interface ClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  maxAttempts: number;
}

export const TEST_SCOPE = { account: '111111111111', region: 'eu-west-1' };

/** A gateway on a free port. Without `identities` every key is the administrator of the account of its name. */
export async function startGateway(
  services: readonly ServiceTable[],
  options: { identities?: CallerIdentities; log?: Log } = {},
): Promise<TestGateway> {
  const calls = new CallLog();
  const identities = options.identities ?? everyKeyIsRoot;
  const gateway = await createGateway({ services, identities, log: options.log ?? silentLog, calls, port: 0 });
  return {
    url: gateway.url,
    calls,
    clientConfig: (overrides = {}) => ({
      endpoint: gateway.url,
      region: overrides.region ?? TEST_SCOPE.region,
      credentials: {
        accessKeyId: overrides.account ?? TEST_SCOPE.account,
        secretAccessKey: 'test',
        ...(overrides.sessionToken !== undefined && { sessionToken: overrides.sessionToken }),
      },
      maxAttempts: 1,
    }),
    close: () => gateway.close(),
  };
}

const everyKeyIsRoot: CallerIdentities = {
  resolve(accessKeyId) {
    const account = /^\d{12}$/.test(accessKeyId) ? accessKeyId : TEST_SCOPE.account;
    return { arn: `arn:aws:iam::${account}:root`, account, accessKeyId };
  },
};
