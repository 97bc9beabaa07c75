import { describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { randomIds } from '../../kernel/ids.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Identities } from './identities.ts';
import { Roles } from './roles.ts';

const ACCOUNT = '111111111111';
const document = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

describe('roles of an engine that was started again', () => {
  it('can be assumed, and keep their policies', () => {
    const clock = new ManualClock();
    const make = () => new Roles({ clock, ids: randomIds });
    const [before, after] = [make(), make()];
    const { arn } = before.create(ACCOUNT, { name: 'deployer', path: '/', trust: document });
    const policy = before.createPolicy(ACCOUNT, { name: 'all', path: '/', document }).arn;
    before.attach(ACCOUNT, 'deployer', policy);
    before.putInline(ACCOUNT, 'deployer', 'own', document);

    after.restore(deserialize(serialize(before.save())) as ReturnType<Roles['save']>);
    const identities = new Identities({ clock, ids: randomIds, roles: after, defaultAccount: ACCOUNT });
    expect(identities.assume('arn:me', { roleArn: arn, sessionName: 'me' }).identity.roleArn).toBe(arn);
    expect(() => after.deletePolicy(ACCOUNT, policy)).toThrow('attached to entities');
    expect([...after.get(ACCOUNT, 'deployer').inline.keys()]).toEqual(['own']);
    expect(() => after.create(ACCOUNT, { name: 'Deployer', path: '/', trust: document })).toThrow('already exists');
  });
});
