import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as ecr from '@aws-sdk/client-ecr';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import type { ScanFinding } from '../../rehearsal/runtime/repositories/image-scans.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';
import { digestOf, manifestOf, startEcr, type Ecr } from './support/registry.ts';

const clock = new ManualClock();
let world: Ecr;
let client: ecr.ECRClient;

beforeAll(async () => {
  world = await startEcr(clock);
  ({ client } = world);
});
afterAll(() => world.stop());

/** An image of its own, pushed to the repository. */
async function push(repositoryName: string, layer: string): Promise<string> {
  const repository = world.repositories.find(scope, repositoryName);
  for (const content of ['{}', layer]) {
    if (world.repositories.layerSize(repository, digestOf(content)) !== undefined) continue;
    const upload = world.repositories.uploads.start(repository);
    await world.repositories.uploads.append(repository, upload, Buffer.from(content));
    await world.repositories.uploads.complete(repository, upload, digestOf(content));
  }
  const imageManifest = manifestOf('{}', layer);
  await client.send(new ecr.PutImageCommand({ repositoryName, imageManifest, imageTag: layer }));
  return digestOf(imageManifest);
}
const findings = (repositoryName: string, imageTag: string, rest: { maxResults?: number; nextToken?: string } = {}) =>
  client.send(new ecr.DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageTag }, ...rest }));
const scan = (repositoryName: string, imageTag: string) =>
  client.send(new ecr.StartImageScanCommand({ repositoryName, imageId: { imageTag } }));

it('has the scan of a push complete, and says that nothing was scanned', async () => {
  await client.send(
    new ecr.CreateRepositoryCommand({
      repositoryName: 'scanned',
      imageScanningConfiguration: { scanOnPush: true },
    }),
  );
  const digest = await push('scanned', 'one');
  const { state } = await ecr.waitUntilImageScanComplete(
    { client, maxWaitTime: 10 },
    { repositoryName: 'scanned', imageId: { imageTag: 'one' } },
  );
  expect(state).toBe('SUCCESS');
  expect(await findings('scanned', 'one')).toMatchObject({
    imageId: { imageDigest: digest, imageTag: 'one' },
    imageScanStatus: { status: 'COMPLETE', description: expect.stringContaining('The rehearsal scans nothing') },
    imageScanFindings: { findings: [], findingSeverityCounts: {}, imageScanCompletedAt: new Date(clock.now()) },
  });
});

it('scans on demand, once a day', async () => {
  await client.send(new ecr.CreateRepositoryCommand({ repositoryName: 'asked' }));
  await push('asked', 'one');
  await expect(findings('asked', 'one')).rejects.toBeInstanceOf(ecr.ScanNotFoundException);
  expect((await scan('asked', 'one')).imageScanStatus?.status).toBe('IN_PROGRESS');
  expect((await findings('asked', 'one')).imageScanStatus?.status).toBe('COMPLETE');
  await expect(scan('asked', 'one')).rejects.toBeInstanceOf(ecr.LimitExceededException);
  await clock.advance(24 * 3_600_000);
  await scan('asked', 'one');
  await expect(scan('asked', 'none')).rejects.toBeInstanceOf(ecr.ImageNotFoundException);

  await client.send(
    new ecr.PutImageScanningConfigurationCommand({
      repositoryName: 'asked',
      imageScanningConfiguration: { scanOnPush: true },
    }),
  );
  await push('asked', 'two');
  expect((await findings('asked', 'two')).imageScanStatus?.status).toBe('COMPLETE');
});

it('finds what a drill sets, with counts by severity', async () => {
  await client.send(
    new ecr.CreateRepositoryCommand({ repositoryName: 'unsafe', imageScanningConfiguration: { scanOnPush: true } }),
  );
  const bad = digestOf(manifestOf('{}', 'bad'));
  const found: ScanFinding[] = [
    { name: 'CVE-2026-0001', severity: 'CRITICAL', uri: 'https://example.test/CVE-2026-0001' },
    { name: 'CVE-2026-0002', severity: 'CRITICAL' },
    { name: 'CVE-2026-0003', severity: 'LOW', attributes: [{ key: 'package_name', value: 'zlib' }] },
  ];
  world.repositories.scanWith((digest) => (digest === bad ? found : []));
  await push('unsafe', 'bad');
  await push('unsafe', 'good');
  const first = await findings('unsafe', 'bad', { maxResults: 2 });
  expect(first.imageScanFindings?.findingSeverityCounts).toEqual({ CRITICAL: 2, LOW: 1 });
  expect(first.imageScanStatus?.description).toContain('were set');
  const rest = await findings('unsafe', 'bad', { nextToken: first.nextToken ?? '' });
  expect([...(first.imageScanFindings?.findings ?? []), ...(rest.imageScanFindings?.findings ?? [])]).toEqual(found);
  expect((await findings('unsafe', 'good')).imageScanFindings?.findingSeverityCounts).toEqual({});

  const { imageDetails } = await client.send(
    new ecr.DescribeImagesCommand({ repositoryName: 'unsafe', imageIds: [{ imageDigest: bad }] }),
  );
  expect(imageDetails).toMatchObject([
    {
      imageScanStatus: { status: 'COMPLETE' },
      imageScanFindingsSummary: { findingSeverityCounts: { CRITICAL: 2, LOW: 1 } },
    },
  ]);
});
