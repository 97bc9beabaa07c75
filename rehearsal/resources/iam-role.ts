import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Role, Roles } from '../runtime/identity/roles.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

export interface IamRoleProperties {
  AssumeRolePolicyDocument: unknown;
  Description?: string;
  ManagedPolicyArns?: string[];
  MaxSessionDuration?: number | string;
  Path?: string;
  PermissionsBoundary?: string;
  Policies?: { PolicyName: string; PolicyDocument: unknown }[];
  RoleName?: string;
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  AssumeRolePolicyDocument: 'opaque',
  Description: 'value',
  ManagedPolicyArns: 'value',
  MaxSessionDuration: 'value',
  Path: 'value',
  PermissionsBoundary: 'value',
  Policies: list(struct({ PolicyName: 'value', PolicyDocument: 'opaque' })),
  RoleName: 'value',
  Tags: tags,
};

/** AWS::IAM::Role. `Ref` is the role's name. */
export function iamRoleProvider({ roles, ids }: { roles: Roles; ids: Ids }): ResourceProvider<IamRoleProperties> {
  return {
    type: 'AWS::IAM::Role',
    properties,
    replaceOn: ['Path', 'RoleName'],
    async create(wanted, context) {
      const { account } = context.scope;
      const role = roles.create(account, {
        name: wanted.RoleName ?? generatedName(ids, context),
        path: wanted.Path ?? '/',
        trust: wanted.AssumeRolePolicyDocument,
        ...settings(wanted),
        tags: { ...context.stackTags, ...tagsOf(wanted) },
      });
      apply(roles, account, role, wanted);
      return stateOf(role);
    },
    async update(state, wanted, previous, { scope, stackTags }) {
      const role = roles.get(scope.account, state.physicalId);
      roles.update(scope.account, role.name, {
        trust: wanted.AssumeRolePolicyDocument,
        ...settings(wanted),
        tags: { ...stackTags, ...tagsOf(wanted) },
      });
      remove(roles, scope.account, role, previous);
      apply(roles, scope.account, role, wanted);
      return stateOf(role);
    },
    async delete(state, wanted, { scope }) {
      unlessGone(() => {
        remove(roles, scope.account, roles.get(scope.account, state.physicalId), wanted);
        roles.delete(scope.account, state.physicalId);
      });
    },
  };
}

const settings = ({ Description, MaxSessionDuration, PermissionsBoundary }: IamRoleProperties) => ({
  ...(Description !== undefined && { description: Description }),
  ...(MaxSessionDuration !== undefined && { maxSessionDuration: Number(MaxSessionDuration) }),
  ...(PermissionsBoundary !== undefined && { permissionsBoundary: PermissionsBoundary }),
});

const tagsOf = ({ Tags = [] }: IamRoleProperties) => Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));

/** The policies that the role's own properties name; those of AWS::IAM::Policy are left alone. */
function apply(
  roles: Roles,
  account: string,
  role: Role,
  { ManagedPolicyArns = [], Policies = [] }: IamRoleProperties,
): void {
  for (const arn of ManagedPolicyArns) roles.attach(account, role.name, arn);
  for (const { PolicyName, PolicyDocument } of Policies)
    roles.putInline(account, role.name, PolicyName, PolicyDocument);
}

function remove(
  roles: Roles,
  account: string,
  role: Role,
  { ManagedPolicyArns = [], Policies = [] }: IamRoleProperties,
): void {
  for (const arn of ManagedPolicyArns) roles.detach(account, role.name, arn);
  for (const { PolicyName } of Policies) roles.deleteInline(account, role.name, PolicyName);
}

const stateOf = (role: Role): ResourceState => ({
  physicalId: role.name,
  attributes: { Arn: role.arn, RoleId: role.id },
});
