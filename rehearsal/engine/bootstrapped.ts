import type { Assembly } from '../domain/stack/assembly.ts';
import { scopeKey, type Scope } from '../kernel/scope.ts';
import type { Buckets } from '../runtime/buckets/buckets.ts';
import type { Roles } from '../runtime/identity/roles.ts';
import type { World } from './world.ts';

/** Version of the bootstrap template that the pinned CDK CLI brings. Source: aws-cdk, bootstrap-template.yaml. */
const BOOTSTRAP_VERSION = '33';
/** The default qualifier; an application with another one is told that the parameter is missing, as in AWS. */
const PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/** Whom each of the bootstrap's roles trusts: its account, or a service. Source: aws-cdk, bootstrap-template.yaml. */
const ROLES = {
  'deploy-role': 'account',
  'file-publishing-role': 'account',
  'image-publishing-role': 'account',
  'lookup-role': 'account',
  'cfn-exec-role': 'cloudformation.amazonaws.com',
};

/**
 * Every account and region of the assembly is as `cdk bootstrap` leaves it: the version in the parameter store, the bucket of
 * file assets, and the roles that the CDK CLI and the pipeline take on. The roles' permissions are not written down: no
 * permission is enforced here.
 */
export function bootstrapAccounts({ parameters, buckets, roles }: World, assembly: Assembly): void {
  const stacks = [...assembly.stacks, ...assembly.environments.flatMap((environment) => environment.stacks)];
  const scopes = new Map(stacks.map(({ account, region }) => [scopeKey({ account, region }), { account, region }]));
  for (const scope of scopes.values()) {
    const isThere = parameters.list(scope).some(({ name }) => name === PARAMETER);
    if (!isThere)
      parameters.put(scope, {
        name: PARAMETER,
        type: 'String',
        value: BOOTSTRAP_VERSION,
        by: 'cdk bootstrap',
        overwrite: false,
      });
    ensureAssetsBucket(buckets, scope);
    ensureRoles(roles, scope);
  }
}

function ensureRoles(roles: Roles, { account, region }: Scope): void {
  for (const [kind, trusted] of Object.entries(ROLES)) {
    const name = `cdk-hnb659fds-${kind}-${account}-${region}`;
    if (roles.list(account).some((role) => role.name === name)) continue;
    const Principal = trusted === 'account' ? { AWS: `arn:aws:iam::${account}:root` } : { Service: trusted };
    roles.create(account, {
      name,
      path: '/',
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }] },
    });
  }
}

/** Versioned and encrypted with the account's own key, as the template has it. Source: aws-cdk, bootstrap-template.yaml, StagingBucket. */
function ensureAssetsBucket(buckets: Buckets, scope: Scope): void {
  const name = `cdk-hnb659fds-assets-${scope.account}-${scope.region}`;
  if (buckets.owned(scope.account).some((bucket) => bucket.name === name)) return;
  buckets.create(scope, name, { versioning: 'Enabled', encryption: { algorithm: 'aws:kms' } });
}
