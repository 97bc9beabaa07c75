import type { CreateBucketCommandInput, CreateBucketCommandOutput } from '@aws-sdk/client-s3';
import { AwsError } from '../../../kernel/aws-error.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { S3Dependencies } from '../dependencies.ts';
import { refuseUnimplemented } from '../refuse.ts';
import { readTags } from '../tags.ts';

/** The region is the one that the request names, else the one that it is signed for. */
export const createBucket =
  ({ buckets }: S3Dependencies): Handler<CreateBucketCommandInput, Omit<CreateBucketCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    refuseUnimplemented(input);
    const { LocationConstraint: region = scope.region, Tags } = input.CreateBucketConfiguration ?? {};
    // Source: S3 API, CreateBucket: only us-east-1 takes no constraint, and only its endpoint makes buckets elsewhere.
    if (region !== scope.region && scope.region !== 'us-east-1')
      throw new AwsError(
        'IllegalLocationConstraintException',
        `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
    const { name } = buckets.create({ ...scope, region }, input.Bucket ?? '', {
      ...(Tags && { tags: readTags(Tags) }),
      ...(input.ObjectOwnership && {
        documents: { ownershipControls: { Rules: [{ ObjectOwnership: input.ObjectOwnership }] } },
      }),
    });
    return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
  };
