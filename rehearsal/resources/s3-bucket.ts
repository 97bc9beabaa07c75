import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import { newBucketSettings, type Bucket } from '../domain/bucket/bucket.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Buckets } from '../runtime/buckets/buckets.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';
import { bucketLifecycle, lifecycleShape, type LifecycleProperties } from './s3-bucket-lifecycle.ts';
import { isTrue } from './template-boolean.ts';

type Flag = boolean | string;

export interface S3BucketProperties {
  BucketName?: string;
  /** `Private`, which is the default; there are no access control lists here. */
  AccessControl?: string;
  /** Recorded: files lie as they are. */
  BucketEncryption?: {
    ServerSideEncryptionConfiguration: {
      ServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string };
      BucketKeyEnabled?: Flag;
    }[];
  };
  VersioningConfiguration?: { Status: string };
  /** Recorded: nothing expires here. */
  LifecycleConfiguration?: LifecycleProperties;
  /** Recorded: access control lists are refused whatever it says. */
  OwnershipControls?: { Rules: { ObjectOwnership?: string }[] };
  /** Recorded: nothing is public here. */
  PublicAccessBlockConfiguration?: Record<(typeof ACCESS_BLOCKS)[number], Flag | undefined>;
  Tags?: { Key: string; Value: string }[];
}

const ACCESS_BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

const properties: Record<string, PropertyShape> = {
  BucketName: 'value',
  AccessControl: 'value',
  BucketEncryption: struct({
    ServerSideEncryptionConfiguration: list(
      struct({
        ServerSideEncryptionByDefault: struct({ SSEAlgorithm: 'value', KMSMasterKeyID: 'value' }),
        BucketKeyEnabled: 'value',
      }),
    ),
  }),
  VersioningConfiguration: struct({ Status: 'value' }),
  LifecycleConfiguration: lifecycleShape,
  OwnershipControls: struct({ Rules: list(struct({ ObjectOwnership: 'value' })) }),
  PublicAccessBlockConfiguration: struct(Object.fromEntries(ACCESS_BLOCKS.map((name) => [name, 'value']))),
  Tags: tags,
};

/** AWS::S3::Bucket. `Ref` is its name. Deletion fails while objects are in it, as in AWS. */
export function s3BucketProvider({
  buckets,
  ids,
}: {
  buckets: Buckets;
  ids: Ids;
}): ResourceProvider<S3BucketProperties> {
  return {
    type: 'AWS::S3::Bucket',
    properties,
    replaceOn: ['BucketName'],
    async create(wanted, context) {
      const name = wanted.BucketName ?? generatedName(ids, context, 63).toLowerCase();
      return stateOf(buckets.create(context.scope, name, settingsOf(wanted, context)));
    },
    async update(state, wanted, previous, context) {
      const settings = settingsOf(wanted, context);
      buckets.change(context.scope, state.physicalId, (bucket) => {
        const { versioning } = bucket;
        Object.assign(bucket, settings);
        // What was on can only be suspended. Source: S3 User Guide, "Enabling versioning on buckets".
        if (settings.versioning === undefined && versioning !== undefined)
          bucket.versioning = previous.VersioningConfiguration ? 'Suspended' : versioning;
      });
      return state;
    },
    async delete(state, _wanted, { scope }) {
      unlessGone(() => buckets.delete(scope, state.physicalId));
    },
  };
}

/** Every setting, also those that the template does not name: an update takes back what it no longer says. */
function settingsOf(
  wanted: S3BucketProperties,
  { stackTags }: ResourceContext,
): Pick<Bucket, 'encryption' | 'documents' | 'tags' | 'versioning'> {
  const defaults = newBucketSettings();
  const { OwnershipControls: ownershipControls, LifecycleConfiguration, PublicAccessBlockConfiguration } = wanted;
  const status = wanted.VersioningConfiguration?.Status;
  if (status !== undefined && status !== 'Enabled' && status !== 'Suspended')
    throw new Error(`VersioningConfiguration.Status is Enabled or Suspended, not ${status}.`);
  const { AccessControl: acl = 'Private' } = wanted;
  if (acl !== 'Private') throw new Error(`The rehearsal has no access control list ${acl}: AccessControl is Private.`);
  const allTags = { ...stackTags, ...Object.fromEntries((wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value])) };
  return {
    encryption: encryptionOf(wanted) ?? defaults.encryption,
    documents: {
      ...defaults.documents,
      ...(ownershipControls && { ownershipControls }),
      ...(PublicAccessBlockConfiguration && { publicAccessBlock: accessBlock(PublicAccessBlockConfiguration) }),
      ...(LifecycleConfiguration && { lifecycle: bucketLifecycle(LifecycleConfiguration) }),
    },
    ...(status && { versioning: status }),
    tags: Object.keys(allTags).length > 0 ? allTags : undefined,
  };
}

function encryptionOf({ BucketEncryption }: S3BucketProperties): Bucket['encryption'] | undefined {
  const [rule] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKeyId } = rule?.ServerSideEncryptionByDefault ?? {};
  if (algorithm === undefined) return undefined;
  return { algorithm, ...(kmsKeyId !== undefined && { kmsKeyId }), bucketKey: isTrue(rule?.BucketKeyEnabled) };
}

const accessBlock = (given: Partial<Record<string, Flag | undefined>>): Record<string, boolean> =>
  Object.fromEntries(ACCESS_BLOCKS.map((name) => [name, isTrue(given[name])]));

/** Source: CloudFormation, AWS::S3::Bucket, "Return values". */
function stateOf({ name, region }: Bucket): ResourceState {
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    },
  };
}
