import type { ImageScan } from './image-scans.ts';

export interface Repository {
  name: string;
  arn: string;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>` */
  uri: string;
  registryId: string;
  immutableTags: boolean;
  scanOnPush: boolean;
  /** Recorded: files lie as they are. */
  encryption: { encryptionType: string; kmsKey?: string };
  /** Recorded: images do not expire here. */
  lifecyclePolicy?: string;
  /** Recorded: who may pull is not enforced here. */
  policy?: string;
  tags: { key: string; value: string }[];
  createdAt: number;
  /** The last scan of each image that was scanned, by digest. */
  scans: Record<string, ImageScan>;
  /** Made by the engine in place of a stack that is to come, which then takes it over. */
  provisional?: true;
}

export interface NewRepository {
  name: string;
  immutableTags?: boolean;
  scanOnPush?: boolean;
  encryption?: Repository['encryption'];
  tags?: Repository['tags'];
}
