import type { PutPublicAccessBlockCommandInput } from '@aws-sdk/client-s3';
import { malformedXml } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

/** Recorded: nothing is public here. */
export const putPublicAccessBlock =
  ({ buckets }: S3Dependencies): Handler<PutPublicAccessBlockCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    const { PublicAccessBlockConfiguration: publicAccessBlock } = input;
    if (!publicAccessBlock) throw malformedXml();
    buckets.change(scope, name, (bucket) => void (bucket.documents = { ...bucket.documents, publicAccessBlock }));
    return {};
  };
