import { validationError } from '../domain/stack/validation-error.ts';
import { AwsError } from '../kernel/aws-error.ts';
import type { Scope } from '../kernel/scope.ts';
import type { Buckets } from '../runtime/buckets/buckets.ts';
import type { FunctionCode } from '../runtime/ports/function-workers.ts';
import { bucketAddress, type BucketAddress } from '../wire/bucket-address.ts';

/**
 * The text behind a TemplateURL: an object, named by bucket in the host or first in the path. Throws ValidationError in the
 * words of CloudFormation.
 */
export async function storedTemplate(buckets: Buckets, scope: Scope, url: string): Promise<string> {
  const { bucket, key } = addressOf(url);
  if (bucket === undefined || key === undefined)
    throw validationError('TemplateURL must reference a valid S3 object to which you have access.');
  try {
    return (await bytesOf(buckets.get(scope, bucket, key).body)).toString('utf8');
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validationError(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
}

/** A function's package that somebody has uploaded. */
export async function storedCode(
  buckets: Buckets,
  scope: Scope,
  bucket: string,
  key: string,
): Promise<FunctionCode | undefined> {
  if (!buckets.exists(scope, bucket, key)) return undefined;
  return { kind: 'zip', bytes: await bytesOf(buckets.get(scope, bucket, key).body) };
}

function addressOf(text: string): BucketAddress {
  const url = URL.parse(text);
  return url ? bucketAddress({ path: url.pathname, headers: { host: url.host } }) : {};
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
