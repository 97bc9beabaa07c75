import type { PutBucketVersioningCommandInput } from '@aws-sdk/client-s3';
import { AwsError } from '../../../kernel/aws-error.ts';
import { notImplemented } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const putBucketVersioning =
  ({ buckets }: S3Dependencies): Handler<PutBucketVersioningCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    const { Status, MFADelete } = input.VersioningConfiguration ?? {};
    if (MFADelete === 'Enabled') throw notImplemented('MFADelete');
    if (Status !== 'Enabled' && Status !== 'Suspended')
      throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
    buckets.change(scope, name, (bucket) => void (bucket.versioning = Status));
    return {};
  };
