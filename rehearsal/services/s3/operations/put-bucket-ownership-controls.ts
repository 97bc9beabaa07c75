import type { PutBucketOwnershipControlsCommandInput } from '@aws-sdk/client-s3';
import { malformedXml } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

/** Recorded: access control lists are refused whatever it says. */
export const putBucketOwnershipControls =
  ({ buckets }: S3Dependencies): Handler<PutBucketOwnershipControlsCommandInput, object> =>
  (input, { scope }) => {
    const { name } = bucketOf(buckets, scope, input);
    const { OwnershipControls: ownershipControls } = input;
    if (!ownershipControls) throw malformedXml();
    buckets.change(scope, name, (bucket) => void (bucket.documents = { ...bucket.documents, ownershipControls }));
    return {};
  };
