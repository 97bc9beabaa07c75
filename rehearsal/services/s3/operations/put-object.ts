import type { PutObjectCommandInput, PutObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Handler } from '../../../wire/service-table.ts';
import type { StreamedBody } from '../../../wire/streamed-body.ts';
import { bucketOf } from '../bucket-of.ts';
import { integrityOf, wireChecksum } from '../checksums.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { factsOf, quoted, wireEncryption, wireVersion } from '../mapping.ts';
import { refuseUnimplemented } from '../refuse.ts';

type Input = Omit<PutObjectCommandInput, 'Body'> & { Body: StreamedBody };

export const putObject =
  ({ buckets }: S3Dependencies): Handler<Input, Omit<PutObjectCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    refuseUnimplemented(input);
    const bucket = bucketOf(buckets, scope, input);
    const object = await buckets.put(scope, bucket.name, input.Key ?? '', input.Body, factsOf(input, bucket), {
      integrity: integrityOf(input, input.Body),
      conditions: { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch },
    });
    return {
      ETag: quoted(object.etag),
      ...wireChecksum(object.checksum),
      ...wireEncryption(object.encryption),
      ...wireVersion(bucket, object.versionId),
    };
  };
