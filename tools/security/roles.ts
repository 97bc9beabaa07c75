import { ofType, property, type Resource, type SynthesizedStack } from '../docs/cloud-assembly.ts';

export interface RoleSummary {
  readonly role: string;
  readonly assumedBy: string;
  /** Actions by service, shortened. */
  readonly may: string;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Principal?: string | Readonly<Record<string, unknown>>;
  readonly Condition?: unknown;
}

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

/** The roles of a stack: who may take them on, and which actions they have. */
export function rolesOf({ resources }: SynthesizedStack): RoleSummary[] {
  const policies = ofType({ resources }, 'AWS::IAM::Policy');
  return Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([id, role]) => ({
      role: (property(role, 'RoleName') as string | undefined) ?? readable(id),
      assumedBy: principals(property(role, 'AssumeRolePolicyDocument') as PolicyDocument),
      may: summarised([...inline(role), ...policies.filter((policy) => isOf(policy, id)).flatMap(documentsOf)], role),
    }));
}

const inline = (role: Resource) =>
  ((property(role, 'Policies') as { PolicyDocument: PolicyDocument }[] | undefined) ?? []).map(
    ({ PolicyDocument }) => PolicyDocument,
  );

const isOf = (policy: Resource, id: string) =>
  ((property(policy, 'Roles') as { Ref?: string }[] | undefined) ?? []).some(({ Ref }) => Ref === id);

const documentsOf = (policy: Resource) => [property(policy, 'PolicyDocument') as PolicyDocument];

/** Without the hash that the CDK adds. */
const readable = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

function principals({ Statement }: PolicyDocument): string {
  const who = Statement.flatMap(({ Principal, Condition }) =>
    typeof Principal === 'string'
      ? [Principal]
      : Object.entries(Principal ?? {}).map(([kind, value]) => {
          const name = kind === 'Service' ? [value].flat().join(', ') : accountOf(value);
          return Condition === undefined ? name : `${name}, under a condition`;
        }),
  );
  return [...new Set(who)].toSorted().join('; ');
}

/** A principal of this kind is an account's root or a role: which, its ARN says. */
function accountOf(value: unknown): string {
  const arn = JSON.stringify(value);
  if (arn.includes(':root')) return 'the account itself';
  return arn.includes('Fn::GetAtt') ? 'a role of the same stack' : 'a role';
}

/** What the CDK gives the role of every build: artifacts, their key, its own log and test reports. */
const OF_EVERY_BUILD =
  /^(codebuild:.*Report.*|codebuild:BatchPut.*|kms:.*|s3:(Abort|DeleteObject|Get|List|PutObject).*|logs:(Create.*|PutLogEvents))$/;

/** Action names that a cell still shows. */
const SHOWN = 4;

function summarised(documents: readonly PolicyDocument[], role: Resource): string {
  const isBuild =
    principals(property(role, 'AssumeRolePolicyDocument') as PolicyDocument) === 'codebuild.amazonaws.com';
  const actions = documents
    .flatMap(({ Statement }) => Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action = [] }) => Action)
    .filter((action) => !(isBuild && OF_EVERY_BUILD.test(action)));
  const services = Map.groupBy([...new Set(actions)].toSorted(), (action) => action.split(':')[0] ?? action);
  const managed = ((property(role, 'ManagedPolicyArns') as unknown[] | undefined) ?? []).map(
    (arn) => `AWS's ${/policy\/(?:service-role\/)?(\w+)/.exec(JSON.stringify(arn))?.[1] ?? 'managed policy'}`,
  );
  const parts = [...services].map(([service, names]) => {
    const short = names.map((name) => name.slice(service.length + 1));
    const more = short.length - SHOWN;
    return `${service}: ${short.slice(0, more === 1 ? SHOWN + 1 : SHOWN).join(', ')}${more > 1 ? ` and ${more} more` : ''}`;
  });
  return [...parts, ...managed].join('; ') || (isBuild ? 'nothing else' : 'nothing');
}
