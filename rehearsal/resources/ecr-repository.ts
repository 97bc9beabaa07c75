import { struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Repositories } from '../runtime/repositories/repositories.ts';
import type { Repository } from '../runtime/repositories/repository.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';

export interface EcrRepositoryProperties {
  RepositoryName?: string;
  ImageTagMutability?: string;
  /** A scan is complete at once and finds nothing: nothing scans here. */
  ImageScanningConfiguration?: { ScanOnPush?: boolean | string };
  /** Recorded: files lie as they are. */
  EncryptionConfiguration?: { EncryptionType: string; KmsKey?: string };
  /** Recorded: images do not expire here. */
  LifecyclePolicy?: { LifecyclePolicyText?: string; RegistryId?: string };
  /** Recorded: who may pull is not enforced here. */
  RepositoryPolicyText?: unknown;
  EmptyOnDelete?: boolean | string;
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  RepositoryName: 'value',
  ImageTagMutability: 'value',
  ImageScanningConfiguration: struct({ ScanOnPush: 'value' }),
  EncryptionConfiguration: struct({ EncryptionType: 'value', KmsKey: 'value' }),
  LifecyclePolicy: struct({ LifecyclePolicyText: 'value', RegistryId: 'value' }),
  RepositoryPolicyText: 'opaque',
  EmptyOnDelete: 'value',
  Tags: tags,
};

/** AWS::ECR::Repository. `Ref` is the repository's name. */
export function ecrRepositoryProvider(deps: {
  repositories: Repositories;
  ids: Ids;
}): ResourceProvider<EcrRepositoryProperties> {
  const { repositories, ids } = deps;
  return {
    type: 'AWS::ECR::Repository',
    properties,
    replaceOn: ['EncryptionConfiguration', 'RepositoryName'],
    create: async (wanted, context) => {
      const name = wanted.RepositoryName ?? generatedName(ids, context, 256).toLowerCase();
      const { EncryptionConfiguration: encryption } = wanted;
      const repository = repositories.create(context.scope, {
        name,
        ...(encryption && {
          encryption: {
            encryptionType: encryption.EncryptionType,
            ...(encryption.KmsKey !== undefined && { kmsKey: encryption.KmsKey }),
          },
        }),
      });
      return stateOf(apply(repository, wanted, context));
    },
    update: async (state, wanted, _previous, context) =>
      stateOf(apply(repositories.find(context.scope, state.physicalId), wanted, context)),
    delete: async (state, wanted, { scope }) => {
      repositories.delete(scope, state.physicalId, { force: String(wanted.EmptyOnDelete) === 'true' });
    },
  };
}

function apply(repository: Repository, wanted: EcrRepositoryProperties, { stackTags }: ResourceContext): Repository {
  const mutability = wanted.ImageTagMutability ?? 'MUTABLE';
  if (mutability !== 'MUTABLE' && mutability !== 'IMMUTABLE')
    throw new Error(`The rehearsal does not implement ImageTagMutability ${mutability}.`);
  repository.immutableTags = mutability === 'IMMUTABLE';
  repository.scanOnPush = String(wanted.ImageScanningConfiguration?.ScanOnPush) === 'true';
  const policy = wanted.LifecyclePolicy?.LifecyclePolicyText;
  if (policy === undefined) delete repository.lifecyclePolicy;
  else repository.lifecyclePolicy = policy;
  if (wanted.RepositoryPolicyText === undefined) delete repository.policy;
  else repository.policy = JSON.stringify(wanted.RepositoryPolicyText);
  const merged = { ...stackTags, ...Object.fromEntries((wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value])) };
  repository.tags = Object.entries(merged).map(([key, value]) => ({ key, value }));
  return repository;
}

const stateOf = (repository: Repository): ResourceState => ({
  physicalId: repository.name,
  attributes: { Arn: repository.arn, RepositoryUri: repository.uri },
});
