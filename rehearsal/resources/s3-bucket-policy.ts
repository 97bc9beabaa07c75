import type { Buckets } from '../runtime/buckets/buckets.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { unlessGone } from './gone.ts';

export interface S3BucketPolicyProperties {
  Bucket: string;
  PolicyDocument: unknown;
}

/** AWS::S3::BucketPolicy. The policy is kept and not evaluated. The physical id is the bucket's name. */
export function s3BucketPolicyProvider({ buckets }: { buckets: Buckets }): ResourceProvider<S3BucketPolicyProperties> {
  const textOf = (document: unknown) => (typeof document === 'string' ? document : JSON.stringify(document));
  return {
    type: 'AWS::S3::BucketPolicy',
    properties: { Bucket: 'value', PolicyDocument: 'opaque' },
    replaceOn: ['Bucket'],
    async create({ Bucket, PolicyDocument }, { scope }) {
      // Source: CloudFormation refuses a second policy resource of a bucket that has a policy.
      if (buckets.find(scope, Bucket).policy !== undefined)
        throw new Error(`The bucket policy already exists on bucket ${Bucket}.`);
      buckets.change(scope, Bucket, (bucket) => void (bucket.policy = textOf(PolicyDocument)));
      return { physicalId: Bucket, attributes: {} };
    },
    async update(state, { Bucket, PolicyDocument }, _previous, { scope }) {
      buckets.change(scope, Bucket, (bucket) => void (bucket.policy = textOf(PolicyDocument)));
      return state;
    },
    async delete(_state, { Bucket }, { scope }) {
      unlessGone(() => buckets.change(scope, Bucket, (bucket) => void delete bucket.policy));
    },
  };
}
