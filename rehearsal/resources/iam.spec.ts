import { describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { Roles } from '../runtime/identity/roles.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { iamManagedPolicyProvider } from './iam-managed-policy.ts';
import { iamPolicyProvider } from './iam-policy.ts';
import { iamRoleProvider } from './iam-role.ts';

const account = '111111111111';
const context: ResourceContext = {
  scope: { account, region: 'eu-west-1' },
  stackName: 'a-stack-with-a-name-that-is-longer-than-it-should-be',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/s/1',
  logicalId: 'TaskRole30FC0FBBThatIsAlsoRatherLong',
  stackTags: {},
  token: 't',
  signal: new AbortController().signal,
};
const statement = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const trust = statement('sts:AssumeRole');

const setUp = () => {
  const roles = new Roles({ clock: new ManualClock(), ids: randomIds });
  const dependencies = { roles, ids: randomIds };
  return {
    roles,
    role: iamRoleProvider(dependencies),
    policy: iamPolicyProvider(dependencies),
    managed: iamManagedPolicyProvider(dependencies),
  };
};

describe('AWS::IAM::Role', () => {
  it('has a name that fits, an ARN and an id', async () => {
    const { role } = setUp();
    const { physicalId, attributes } = await role.create({ AssumeRolePolicyDocument: trust }, context);
    expect(physicalId).toMatch(/^a-stack-with-a-name-that--TaskRole30FC0FBBThatIsAls-[A-Z0-9]{12}$/);
    expect(physicalId.length).toBeLessThanOrEqual(64);
    expect(attributes).toEqual({
      Arn: `arn:aws:iam::${account}:role/${physicalId}`,
      RoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}$/) as unknown,
    });
  });

  it('changes its own policies and leaves those of others', async () => {
    const { roles, role, policy } = setUp();
    const before = {
      RoleName: 'r',
      AssumeRolePolicyDocument: trust,
      Policies: [{ PolicyName: 'old', PolicyDocument: statement('s3:*') }],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    };
    const after = {
      ...before,
      Policies: [{ PolicyName: 'new', PolicyDocument: statement('ssm:*') }],
      ManagedPolicyArns: [],
    };
    const state = await role.create(before, context);
    await policy.create({ PolicyName: 'default', PolicyDocument: statement('logs:*'), Roles: ['r'] }, context);
    await role.update(state, after, before, context);
    expect([...roles.get(account, 'r').inline.keys()].toSorted()).toEqual(['default', 'new']);
    expect([...roles.get(account, 'r').attached]).toEqual([]);
  });

  it('is not deleted while another resource has a policy on it', async () => {
    const { roles, role, policy } = setUp();
    const properties = {
      RoleName: 'r',
      AssumeRolePolicyDocument: trust,
      Policies: [{ PolicyName: 'p', PolicyDocument: trust }],
    };
    const state = await role.create(properties, context);
    const inline = { PolicyName: 'default', PolicyDocument: statement('logs:*'), Roles: ['r'] };
    const policyState = await policy.create(inline, context);
    await expect(role.delete(state, properties, context)).rejects.toThrow('must delete policies first');
    await policy.delete(policyState, inline, context);
    await role.delete(state, properties, context);
    expect(roles.list(account)).toEqual([]);
  });

  it('refuses a name that is taken and a policy that is none', async () => {
    const { role } = setUp();
    await role.create({ RoleName: 'Taken', AssumeRolePolicyDocument: trust }, context);
    await expect(role.create({ RoleName: 'taken', AssumeRolePolicyDocument: trust }, context)).rejects.toThrow(
      'already exists',
    );
    await expect(
      role.create({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Maybe' }] } }, context),
    ).rejects.toThrow('Effect');
  });
});

describe('AWS::IAM::ManagedPolicy', () => {
  it('is attached to its roles, and detached when it goes', async () => {
    const { roles, role, managed } = setUp();
    await role.create({ RoleName: 'r', AssumeRolePolicyDocument: trust }, context);
    const properties = { ManagedPolicyName: 'm', PolicyDocument: statement('logs:*'), Roles: ['r'] };
    const state = await managed.create(properties, context);
    expect(state.physicalId).toBe(`arn:aws:iam::${account}:policy/m`);
    expect([...roles.get(account, 'r').attached]).toEqual([state.physicalId]);
    await managed.delete(state, properties, context);
    expect([...roles.get(account, 'r').attached]).toEqual([]);
  });

  it('must exist to be attached', async () => {
    const { role } = setUp();
    const ManagedPolicyArns = [`arn:aws:iam::${account}:policy/none`];
    await expect(role.create({ AssumeRolePolicyDocument: trust, ManagedPolicyArns }, context)).rejects.toThrow(
      'does not exist',
    );
  });
});
