import type { Ids } from '../kernel/ids.ts';
import type { Roles } from '../runtime/identity/roles.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

export interface IamManagedPolicyProperties {
  Description?: string;
  ManagedPolicyName?: string;
  Path?: string;
  PolicyDocument: unknown;
  Roles?: string[];
}

/** AWS::IAM::ManagedPolicy. `Ref` is its ARN. Users and groups are not rehearsed and therefore refused by name. */
export function iamManagedPolicyProvider({
  roles,
  ids,
}: {
  roles: Roles;
  ids: Ids;
}): ResourceProvider<IamManagedPolicyProperties> {
  return {
    type: 'AWS::IAM::ManagedPolicy',
    properties: {
      Description: 'value',
      ManagedPolicyName: 'value',
      Path: 'value',
      PolicyDocument: 'opaque',
      Roles: 'value',
    },
    replaceOn: ['Description', 'ManagedPolicyName', 'Path'],
    async create(wanted, context) {
      const { account } = context.scope;
      const policy = roles.createPolicy(account, {
        name: wanted.ManagedPolicyName ?? generatedName(ids, context, 128),
        path: wanted.Path ?? '/',
        document: wanted.PolicyDocument,
        ...(wanted.Description !== undefined && { description: wanted.Description }),
      });
      for (const name of wanted.Roles ?? []) roles.attach(account, name, policy.arn);
      return stateOf(policy.arn, policy.id);
    },
    async update(state, wanted, previous, { scope }) {
      const arn = state.physicalId;
      roles.updatePolicy(scope.account, arn, wanted.PolicyDocument);
      for (const name of previous.Roles ?? [])
        if (!wanted.Roles?.includes(name)) roles.detach(scope.account, name, arn);
      for (const name of wanted.Roles ?? []) roles.attach(scope.account, name, arn);
      return state;
    },
    async delete(state, wanted, { scope }) {
      for (const name of wanted.Roles ?? []) unlessGone(() => roles.detach(scope.account, name, state.physicalId));
      unlessGone(() => roles.deletePolicy(scope.account, state.physicalId));
    },
  };
}

const stateOf = (arn: string, id: string): ResourceState => ({
  physicalId: arn,
  attributes: { PolicyArn: arn, PolicyId: id },
});
