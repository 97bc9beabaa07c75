import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { startBuckets, type BucketFixture } from './support/buckets.ts';

let world: BucketFixture;
let directory: string;

beforeAll(async () => {
  world = await startBuckets();
  directory = mkdtempSync(join(tmpdir(), 's3-cli-'));
});
afterAll(async () => {
  await world.stop();
  rmSync(directory, { recursive: true, force: true });
});

const aws = async (...args: string[]) => {
  const { code, stdout, stderr } = await awsCli(world.gateway, ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe(`the AWS CLI (${awsCliState})`, () => {
  // Each command starts an interpreter.
  const TIMEOUT = 120_000;

  it(
    'makes, fills, lists, reads, empties and removes a bucket',
    async () => {
      if (awsCliVersion === undefined) return;
      const file = join(directory, 'a file ü.txt');
      writeFileSync(file, 'from the command line');
      await aws('s3', 'mb', 's3://by-cli');
      await aws('s3', 'cp', file, 's3://by-cli/folder/', '--only-show-errors');
      expect(await aws('s3', 'ls')).toContain('by-cli');
      expect(await aws('s3', 'ls', 's3://by-cli')).toContain('PRE folder/');
      expect(await aws('s3', 'ls', 's3://by-cli', '--recursive')).toMatch(/21 folder\/a file ü\.txt/);
      expect(await aws('s3', 'cp', 's3://by-cli/folder/a file ü.txt', '-')).toBe('from the command line');
      const head = JSON.parse(
        await aws('s3api', 'head-object', '--bucket', 'by-cli', '--key', 'folder/a file ü.txt'),
      ) as object;
      expect(head).toMatchObject({ ContentLength: 21, ContentType: 'text/plain', ServerSideEncryption: 'AES256' });
      const missing = await awsCli(world.gateway, 's3api', 'head-object', '--bucket', 'by-cli', '--key', 'none');
      expect(missing.stderr).toContain('(404)');
      await aws('s3', 'rb', 's3://by-cli', '--force');
      expect(await aws('s3', 'ls')).not.toContain('by-cli');
    },
    TIMEOUT,
  );

  it(
    'copies a large file in parts, there and back',
    async () => {
      if (awsCliVersion === undefined) return;
      const [file, back] = [join(directory, 'large'), join(directory, 'large-again')];
      writeFileSync(file, randomBytes(20 * 1024 * 1024));
      await aws('s3', 'mb', 's3://large');
      await aws('s3', 'cp', file, 's3://large/one', '--only-show-errors');
      await aws('s3', 'cp', 's3://large/one', 's3://large/two', '--only-show-errors');
      await aws('s3', 'cp', 's3://large/two', back, '--only-show-errors');
      expect(hash(back)).toBe(hash(file));
      const operations = world.gateway.calls.calls().map(({ operation }) => operation);
      expect(operations).toEqual(expect.arrayContaining(['CompleteMultipartUpload', 'UploadPart', 'UploadPartCopy']));
    },
    TIMEOUT,
  );

  it(
    'syncs a folder, and then nothing',
    async () => {
      if (awsCliVersion === undefined) return;
      const folder = join(directory, 'folder');
      mkdirSync(join(folder, 'inner'), { recursive: true });
      writeFileSync(join(folder, 'one'), '1');
      writeFileSync(join(folder, 'inner', 'two'), '2');
      await aws('s3', 'mb', 's3://synced');
      expect(await aws('s3', 'sync', folder, 's3://synced/to', '--no-progress')).toContain('inner/two');
      expect(await aws('s3', 'sync', folder, 's3://synced/to', '--no-progress', '--size-only')).toBe('');
      expect(await aws('s3', 'sync', 's3://synced/to', join(directory, 'copy'), '--no-progress')).toContain('one');
      expect(readFileSync(join(directory, 'copy', 'inner', 'two'), 'utf8')).toBe('2');
    },
    TIMEOUT,
  );
});
