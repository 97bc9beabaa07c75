import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import { objectStore } from '../../../rehearsal/adapters/object-store/object-store.ts';
import { randomIds } from '../../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../../rehearsal/kernel/manual-clock.ts';
import { Buckets } from '../../../rehearsal/runtime/buckets/buckets.ts';
import { s3Api } from '../../../rehearsal/services/s3/s3-api.ts';
import { startGateway, type TestGateway } from './gateway.ts';

export interface BucketFixture {
  directory: string;
  clock: ManualClock;
  buckets: Buckets;
  gateway: TestGateway;
  client: s3.S3Client;
  /** What the gateway could not explain to its clients. */
  errors: string[];
  stop(): Promise<void>;
}

/** S3 behind a gateway, its files in a folder of its own. */
export async function startBuckets(): Promise<BucketFixture> {
  const directory = mkdtempSync(join(tmpdir(), 'buckets-'));
  const clock = new ManualClock();
  const buckets = new Buckets({ clock, ids: randomIds, store: objectStore(directory) });
  const errors: string[] = [];
  const log = { ...silentLog, error: (message: string) => void errors.push(message) };
  const gateway = await startGateway([s3Api({ buckets })], { log });
  const client = new s3.S3Client(gateway.clientConfig());
  return {
    directory,
    clock,
    buckets,
    gateway,
    client,
    errors,
    async stop() {
      client.destroy();
      await gateway.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
