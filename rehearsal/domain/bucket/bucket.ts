/** One bucket. Its name is taken in every account and region. */
export interface Bucket {
  name: string;
  /** Twelve digits: whoever created it. */
  owner: string;
  region: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Undefined while nobody has ever turned it on. */
  versioning?: 'Enabled' | 'Suspended';
  tags?: Record<string, string>;
  /** The policy's text, as it was put. */
  policy?: string;
  /** How objects are encrypted that say nothing of it: recorded, files lie as they are. */
  encryption: ObjectEncryption;
  /** Documents in the words of the API, kept for those who ask. */
  documents: Partial<Record<BucketDocument, object>>;
}

type BucketDocument = 'lifecycle' | 'ownershipControls' | 'publicAccessBlock';

export interface ObjectEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  algorithm: string;
  kmsKeyId?: string;
  bucketKey?: boolean;
}

/** What a new bucket has. Source: S3 User Guide, "Default settings for new S3 buckets" (since April 2023). */
export const newBucketSettings = (): Pick<Bucket, 'encryption' | 'documents'> => ({
  encryption: { algorithm: 'AES256' },
  documents: {
    ownershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    publicAccessBlock: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  },
});
