import type { DeletePublicAccessBlockCommandInput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const deletePublicAccessBlock =
  ({ buckets }: S3Dependencies): Handler<DeletePublicAccessBlockCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    buckets.change(scope, name, ({ documents }) => void delete documents.publicAccessBlock);
    return {};
  };
