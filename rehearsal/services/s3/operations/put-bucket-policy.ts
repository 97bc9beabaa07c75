import type { PutBucketPolicyCommandInput } from '@aws-sdk/client-s3';
import { AwsError } from '../../../kernel/aws-error.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

/** Kept as text; its statements are not evaluated. */
export const putBucketPolicy =
  ({ buckets }: S3Dependencies): Handler<PutBucketPolicyCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    const { Policy: policy = '' } = input;
    assertJson(policy);
    buckets.change(scope, name, (bucket) => void (bucket.policy = policy));
    return {};
  };

function assertJson(policy: string): void {
  try {
    JSON.parse(policy);
  } catch (cause) {
    throw new AwsError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'", { cause });
  }
}
