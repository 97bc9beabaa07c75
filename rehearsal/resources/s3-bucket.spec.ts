import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectStore } from '../adapters/object-store/object-store.ts';
import { randomIds } from '../kernel/ids.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { Buckets } from '../runtime/buckets/buckets.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { s3BucketPolicyProvider } from './s3-bucket-policy.ts';
import { s3BucketProvider, type S3BucketProperties } from './s3-bucket.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const context: ResourceContext = {
  scope,
  stackName: 'picus-dev-Data',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-dev-Data/1',
  logicalId: 'AccessLogs8B620ECA',
  stackTags: { env: 'dev' },
  token: 't',
  signal: new AbortController().signal,
};
let directory: string;
let buckets: Buckets;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 's3-bucket-'));
  buckets = new Buckets({ clock: new ManualClock(), ids: randomIds, store: objectStore(directory) });
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const provider = () => s3BucketProvider({ buckets, ids: randomIds });

it('has a name of its own, its attributes and its settings', async () => {
  const wanted: S3BucketProperties = {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key' }, BucketKeyEnabled: 'true' },
      ],
    },
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: 'true',
      BlockPublicPolicy: true,
      IgnorePublicAcls: false,
      RestrictPublicBuckets: undefined,
    },
    LifecycleConfiguration: {
      Rules: [
        {
          Status: 'Enabled',
          ExpirationInDays: '90',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          NoncurrentVersionExpiration: { NoncurrentDays: '30' },
        },
      ],
    },
    Tags: [{ Key: 'a', Value: 'b' }],
  };
  const state = await provider().create(wanted, context);
  const name = state.physicalId;
  expect(name).toMatch(/^picus-dev-data-accesslogs8b620eca-[a-z0-9]{12}$/);
  expect(state.attributes).toEqual({
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.eu-west-1.amazonaws.com`,
    RegionalDomainName: `${name}.s3.eu-west-1.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-eu-west-1.amazonaws.com`,
  });
  expect(buckets.find(scope, name)).toMatchObject({
    encryption: { algorithm: 'aws:kms', kmsKeyId: 'key', bucketKey: true },
    versioning: 'Enabled',
    tags: { env: 'dev', a: 'b' },
    documents: {
      publicAccessBlock: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: false,
        RestrictPublicBuckets: false,
      },
      lifecycle: {
        Rules: [
          {
            ID: 'rule-1',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            Expiration: { Days: 90 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          },
        ],
      },
    },
  });

  await provider().update(state, {}, wanted, context);
  expect(buckets.find(scope, name)).toMatchObject({ encryption: { algorithm: 'AES256' }, versioning: 'Suspended' });
  expect(buckets.find(scope, name).documents).not.toHaveProperty('lifecycle');
});

it('is deleted when it is empty, or gone', async () => {
  const state = await provider().create({ BucketName: 'named' }, context);
  await buckets.put(scope, 'named', 'key', new Uint8Array());
  await expect(provider().delete(state, {}, context)).rejects.toThrow('not empty');
  buckets.deleteObject(scope, 'named', 'key');
  await provider().delete(state, {}, context);
  await provider().delete(state, {}, context);
  expect(buckets.owned(scope.account)).toEqual([]);
});

it('takes a name that is free', async () => {
  buckets.create({ ...scope, account: '222222222222' }, 'taken');
  await expect(provider().create({ BucketName: 'taken' }, context)).rejects.toMatchObject({
    code: 'BucketAlreadyExists',
  });
});

it('has one policy', async () => {
  const policies = s3BucketPolicyProvider({ buckets });
  const { physicalId: Bucket } = await provider().create({}, context);
  const wanted = { Bucket, PolicyDocument: { Statement: [] } };
  const state = await policies.create(wanted, context);
  expect(state.physicalId).toBe(Bucket);
  expect(buckets.find(scope, Bucket).policy).toBe('{"Statement":[]}');
  await expect(policies.create(wanted, context)).rejects.toThrow('already exists');
  await provider().update({ physicalId: Bucket, attributes: {} }, {}, {}, context);
  await policies.update(state, { Bucket, PolicyDocument: { Statement: [1] } }, wanted, context);
  expect(buckets.find(scope, Bucket).policy).toBe('{"Statement":[1]}');
  await policies.delete(state, wanted, context);
  expect(buckets.find(scope, Bucket).policy).toBeUndefined();
});
