import * as client from '@aws-sdk/client-s3';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { S3Dependencies } from './dependencies.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteBucketEncryption } from './operations/delete-bucket-encryption.ts';
import { deleteBucketLifecycle } from './operations/delete-bucket-lifecycle.ts';
import { deleteBucketOwnershipControls } from './operations/delete-bucket-ownership-controls.ts';
import { deleteBucketPolicy } from './operations/delete-bucket-policy.ts';
import { deleteBucketTagging } from './operations/delete-bucket-tagging.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjectTagging } from './operations/delete-object-tagging.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { deletePublicAccessBlock } from './operations/delete-public-access-block.ts';
import { getBucketEncryption } from './operations/get-bucket-encryption.ts';
import { getBucketLifecycleConfiguration } from './operations/get-bucket-lifecycle-configuration.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getBucketOwnershipControls } from './operations/get-bucket-ownership-controls.ts';
import { getBucketPolicy } from './operations/get-bucket-policy.ts';
import { getBucketTagging } from './operations/get-bucket-tagging.ts';
import { getBucketVersioning } from './operations/get-bucket-versioning.ts';
import { getObject } from './operations/get-object.ts';
import { getObjectTagging } from './operations/get-object-tagging.ts';
import { getPublicAccessBlock } from './operations/get-public-access-block.ts';
import { headBucket } from './operations/head-bucket.ts';
import { headObject } from './operations/head-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjects } from './operations/list-objects.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { listParts } from './operations/list-parts.ts';
import { putBucketEncryption } from './operations/put-bucket-encryption.ts';
import { putBucketLifecycleConfiguration } from './operations/put-bucket-lifecycle-configuration.ts';
import { putBucketOwnershipControls } from './operations/put-bucket-ownership-controls.ts';
import { putBucketPolicy } from './operations/put-bucket-policy.ts';
import { putBucketTagging } from './operations/put-bucket-tagging.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { putObject } from './operations/put-object.ts';
import { putObjectTagging } from './operations/put-object-tagging.ts';
import { putPublicAccessBlock } from './operations/put-public-access-block.ts';
import { uploadPart } from './operations/upload-part.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';

/** S3: buckets, objects with their versions, and uploads in parts. */
export function s3Api(dependencies: S3Dependencies): ServiceTable {
  return {
    name: 's3',
    client,
    operations: {
      AbortMultipartUpload: abortMultipartUpload(dependencies),
      CompleteMultipartUpload: completeMultipartUpload(dependencies),
      CopyObject: copyObject(dependencies),
      CreateBucket: createBucket(dependencies),
      CreateMultipartUpload: createMultipartUpload(dependencies),
      DeleteBucket: deleteBucket(dependencies),
      DeleteBucketEncryption: deleteBucketEncryption(dependencies),
      DeleteBucketLifecycle: deleteBucketLifecycle(dependencies),
      DeleteBucketOwnershipControls: deleteBucketOwnershipControls(dependencies),
      DeleteBucketPolicy: deleteBucketPolicy(dependencies),
      DeleteBucketTagging: deleteBucketTagging(dependencies),
      DeleteObject: deleteObject(dependencies),
      DeleteObjectTagging: deleteObjectTagging(dependencies),
      DeleteObjects: deleteObjects(dependencies),
      DeletePublicAccessBlock: deletePublicAccessBlock(dependencies),
      GetBucketEncryption: getBucketEncryption(dependencies),
      GetBucketLifecycleConfiguration: getBucketLifecycleConfiguration(dependencies),
      GetBucketLocation: getBucketLocation(dependencies),
      GetBucketOwnershipControls: getBucketOwnershipControls(dependencies),
      GetBucketPolicy: getBucketPolicy(dependencies),
      GetBucketTagging: getBucketTagging(dependencies),
      GetBucketVersioning: getBucketVersioning(dependencies),
      GetObject: getObject(dependencies),
      GetObjectTagging: getObjectTagging(dependencies),
      GetPublicAccessBlock: getPublicAccessBlock(dependencies),
      HeadBucket: headBucket(dependencies),
      HeadObject: headObject(dependencies),
      ListBuckets: listBuckets(dependencies),
      ListMultipartUploads: listMultipartUploads(dependencies),
      ListObjectVersions: listObjectVersions(dependencies),
      ListObjects: listObjects(dependencies),
      ListObjectsV2: listObjectsV2(dependencies),
      ListParts: listParts(dependencies),
      PutBucketEncryption: putBucketEncryption(dependencies),
      PutBucketLifecycleConfiguration: putBucketLifecycleConfiguration(dependencies),
      PutBucketOwnershipControls: putBucketOwnershipControls(dependencies),
      PutBucketPolicy: putBucketPolicy(dependencies),
      PutBucketTagging: putBucketTagging(dependencies),
      PutBucketVersioning: putBucketVersioning(dependencies),
      PutObject: putObject(dependencies),
      PutObjectTagging: putObjectTagging(dependencies),
      PutPublicAccessBlock: putPublicAccessBlock(dependencies),
      UploadPart: uploadPart(dependencies),
      UploadPartCopy: uploadPartCopy(dependencies),
    },
    gaps: [
      'Access: bucket policies, public access blocks and ownership controls are recorded, not evaluated. The owning account may do everything; another account may as soon as the bucket has any policy.',
      "Every region's endpoint answers for every bucket: there is no redirect to the bucket's own region, and a request is not refused because it was signed for another one.",
      'Encryption is recorded and answered: files lie as they are, no KMS key is used, and an ETag is always an MD5. Keys of the customer (SSE-C) are refused.',
      'Lifecycle rules are recorded: nothing expires or moves to another storage class, and unfinished uploads stay.',
      'Access control lists, object lock, replication, notifications, inventories, website hosting, CORS, logging, select, object attributes, form uploads, access points, directory buckets and conditional deletes are not served.',
      'The XXHASH checksums are refused, and the hash of the payload that a signature names (x-amz-content-sha256) is not compared.',
      'Non-ASCII user metadata is answered as it came, not in the form of RFC 2047.',
      'A presigned link works as long as its bucket: its signature and its expiry are not verified.',
      "Unverified: S3's texts where the list of error codes has none (invalid tags, part checksums, a wrong x-amz-mp-object-size), canonical user ids (here the account's number), and that a common prefix equal to the marker is not repeated.",
    ],
  };
}
