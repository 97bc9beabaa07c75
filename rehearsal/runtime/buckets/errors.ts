import { AwsError } from '../../kernel/aws-error.ts';

// Codes, statuses and texts: S3 API reference, "Error responses", list of error codes. `details` are elements of the XML beside
// Code and Message, as S3 writes them.

export const noSuchBucket = (name: string) =>
  new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404, details: { BucketName: name } });
export const noSuchKey = (key: string) =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', { status: 404, details: { Key: key } });
export const noSuchVersion = (key: string, versionId: string) =>
  new AwsError('NoSuchVersion', 'The specified version does not exist.', {
    status: 404,
    details: { Key: key, VersionId: versionId },
  });
export const noSuchUpload = (uploadId: string) =>
  new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { status: 404, details: { UploadId: uploadId } },
  );
export const invalidBucketName = (name: string) =>
  new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { details: { BucketName: name } });
export const bucketAlreadyOwned = (name: string) =>
  new AwsError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { status: 409, details: { BucketName: name } },
  );
export const bucketAlreadyExists = (name: string) =>
  new AwsError(
    'BucketAlreadyExists',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    { status: 409, details: { BucketName: name } },
  );
export const bucketNotEmpty = (name: string) =>
  new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
    status: 409,
    details: { BucketName: name },
  });
export const accessDenied = () => new AwsError('AccessDenied', 'Access Denied', { status: 403 });
export const keyTooLong = (size: number) =>
  new AwsError('KeyTooLongError', 'Your key is too long', { details: { Size: String(size), MaxSizeAllowed: '1024' } });
export const badContentMd5 = () =>
  new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
export const badChecksum = (algorithm: string) =>
  new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
export const incompleteBody = () =>
  new AwsError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header');
export const preconditionFailed = (condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    status: 412,
    details: { Condition: condition },
  });
/** Travels as headers: such a reply has no body. */
export const notModified = (etag: string) =>
  new AwsError('NotModified', 'Not Modified', { status: 304, details: { ETag: `"${etag}"` } });
export const invalidRange = (size: number) =>
  new AwsError('InvalidRange', 'The requested range is not satisfiable', {
    status: 416,
    details: { ActualObjectSize: String(size) },
  });
export const invalidPartNumber = () =>
  new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', { status: 416 });
export const methodNotAllowed = () =>
  new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', { status: 405 });
export const invalidPart = (partNumber: number) =>
  new AwsError(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { details: { PartNumber: String(partNumber) } },
  );
export const invalidPartOrder = () =>
  new AwsError(
    'InvalidPartOrder',
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
  );
export const entityTooSmall = (size: number, minimum: number) =>
  new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
    details: { ProposedSize: String(size), MinSizeAllowed: String(minimum) },
  });
export const malformedXml = () =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
export const invalidArgument = (message: string, details: Record<string, string> = {}) =>
  new AwsError('InvalidArgument', message, { details });
export const invalidRequest = (message: string) => new AwsError('InvalidRequest', message);
/** What the rehearsal does not do, named. */
export const notImplemented = (what: string) =>
  new AwsError('NotImplemented', `The rehearsal does not implement ${what}.`, { status: 501 });
/** A document that was never put, or was deleted. */
export const noSuchDocument = (code: string, message: string, bucket: string) =>
  new AwsError(code, message, { status: 404, details: { BucketName: bucket } });
