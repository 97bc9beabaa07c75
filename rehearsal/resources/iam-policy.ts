import type { Ids } from '../kernel/ids.ts';
import type { Roles } from '../runtime/identity/roles.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

export interface IamPolicyProperties {
  PolicyName: string;
  PolicyDocument: unknown;
  Roles?: string[];
}

/** AWS::IAM::Policy: an inline policy of roles. Users and groups are not rehearsed and therefore refused by name. */
export function iamPolicyProvider({ roles, ids }: { roles: Roles; ids: Ids }): ResourceProvider<IamPolicyProperties> {
  const put = (account: string, { PolicyName, PolicyDocument, Roles: names = [] }: IamPolicyProperties) => {
    for (const name of names) roles.putInline(account, name, PolicyName, PolicyDocument);
  };
  return {
    type: 'AWS::IAM::Policy',
    properties: { PolicyName: 'value', PolicyDocument: 'opaque', Roles: 'value' },
    replaceOn: [],
    async create(wanted, context) {
      // Source: CloudFormation's own message for a policy without principals.
      if (!wanted.Roles?.length) throw new Error('At least one of [Groups,Roles,Users] must be non-empty.');
      put(context.scope.account, wanted);
      const id = generatedName(ids, context);
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(state, wanted, previous, { scope }) {
      for (const name of previous.Roles ?? [])
        if (!wanted.Roles?.includes(name) || wanted.PolicyName !== previous.PolicyName)
          roles.deleteInline(scope.account, name, previous.PolicyName);
      put(scope.account, wanted);
      return state;
    },
    async delete(_state, { PolicyName, Roles: names = [] }, { scope }) {
      for (const name of names) unlessGone(() => roles.deleteInline(scope.account, name, PolicyName));
    },
  };
}
