import type { Assembly } from '../domain/stack/assembly.ts';
import { scopeKey, type Scope } from '../kernel/scope.ts';
import type { Buckets } from '../runtime/buckets/buckets.ts';
import type { World } from './world.ts';

/** Version of the bootstrap template that the pinned CDK CLI brings. Source: aws-cdk, bootstrap-template.yaml. */
const BOOTSTRAP_VERSION = '33';
/** The default qualifier; an application with another one is told that the parameter is missing, as in AWS. */
const PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/**
 * Every account and region of the assembly is as `cdk bootstrap` leaves it, as far as templates can see: the version in the
 * parameter store and the bucket of file assets. The bootstrap's roles are not there.
 */
export function bootstrapAccounts({ parameters, buckets }: World, assembly: Assembly): void {
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
  }
}

/** Versioned and encrypted with the account's own key, as the template has it. Source: aws-cdk, bootstrap-template.yaml, StagingBucket. */
function ensureAssetsBucket(buckets: Buckets, scope: Scope): void {
  const name = `cdk-hnb659fds-assets-${scope.account}-${scope.region}`;
  if (buckets.owned(scope.account).some((bucket) => bucket.name === name)) return;
  buckets.create(scope, name, { versioning: 'Enabled', encryption: { algorithm: 'aws:kms' } });
}
