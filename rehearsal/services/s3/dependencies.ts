import type { Buckets } from '../../runtime/buckets/buckets.ts';

export interface S3Dependencies {
  buckets: Buckets;
}
