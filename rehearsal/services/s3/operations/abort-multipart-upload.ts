import type { AbortMultipartUploadCommandInput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const abortMultipartUpload =
  ({ buckets }: S3Dependencies): Handler<AbortMultipartUploadCommandInput, object> =>
  (input, { scope }) => {
    const bucket = bucketOf(buckets, scope, input);
    buckets.uploads.abort(scope, bucket.name, input.Key ?? '', input.UploadId ?? '');
    return {};
  };
