import type { GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput } from '@aws-sdk/client-s3';
import { noSuchDocument } from '../../../runtime/buckets/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { bucketOf } from '../bucket-of.ts';
import type { S3Dependencies } from '../dependencies.ts';

export const getPublicAccessBlock =
  ({
    buckets,
  }: S3Dependencies): Handler<GetPublicAccessBlockCommandInput, Omit<GetPublicAccessBlockCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { name, documents } = bucketOf(buckets, scope, input);
    const { publicAccessBlock: found } = documents;
    if (!found)
      throw noSuchDocument(
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
        name,
      );
    return { PublicAccessBlockConfiguration: found };
  };
