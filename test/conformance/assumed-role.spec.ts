import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assumedRole } from '../../deployer/aws/assumed-role.ts';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Identities } from '../../rehearsal/runtime/identity/identities.ts';
import { Roles } from '../../rehearsal/runtime/identity/roles.ts';
import { stsApi } from '../../rehearsal/services/sts/sts-api.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

const MINUTE = 60_000;
const ROLE = 'arn:aws:iam::222222222222:role/picus-dev-deployer';

const clock = new ManualClock(Date.now());
const roles = new Roles({ clock, ids: randomIds });
const identities = new Identities({ clock, ids: randomIds, roles, defaultAccount: '111111111111' });
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway([stsApi({ identities })], { identities });
});
afterAll(() => gateway.close());

const taken = () => gateway.calls.calls().filter(({ operation }) => operation === 'AssumeRole').length;

describe('credentials of a role', () => {
  it('are asked for again after a failure, shared, and replaced before they expire, hour after hour', async () => {
    const credentials = assumedRole(ROLE, gateway.clientConfig(), () => clock.now());
    await expect(credentials()).rejects.toMatchObject({ name: 'CannotRelease' });
    roles.create('222222222222', { name: 'picus-dev-deployer', path: '/', trust: { Statement: { Effect: 'Allow' } } });
    const before = taken();

    const [first, same] = await Promise.all([credentials(), credentials()]);
    expect(same).toBe(first);
    await clock.advance(54 * MINUTE);
    expect(await credentials()).toBe(first);
    expect(taken() - before).toBe(1);

    // A release of eight hours.
    let last = first;
    for (let hour = 0; hour < 8; hour++) {
      await clock.advance(56 * MINUTE);
      const next = await credentials();
      expect(next.accessKeyId).not.toBe(last.accessKeyId);
      expect(next.expiration.getTime() - clock.now()).toBe(60 * MINUTE);
      expect(identities.resolve(next.accessKeyId, next.sessionToken).account).toBe('222222222222');
      last = next;
    }
    expect(taken() - before).toBe(9);
  });
});
