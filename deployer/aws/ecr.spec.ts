import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, it } from '@jest/globals';
import { TagTaken } from '../images/repository.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { answering } from '../testing/answering-client.ts';
import { imageGateway } from './ecr.ts';

const WHERE = { region: 'eu-west-1', repository: 'picus' };
const DIGEST = `sha256:${'a'.repeat(64)}`;

function gatewayOf(answers: Parameters<typeof answering>[0]) {
  const { asked, config } = answering(answers);
  return { asked, images: imageGateway((region) => new ECRClient({ ...config, region })) };
}

describe('the image gateway', () => {
  it('finds an image by tag or digest, with all its tags', async () => {
    const { asked, images } = gatewayOf({
      DescribeImages: [{ imageDetails: [{ imageDigest: DIGEST, imageTags: ['src-1', 'tested-1'] }] }],
    });
    expect(await images.find(WHERE, { tag: 'src-1' })).toEqual({ digest: DIGEST, tags: ['src-1', 'tested-1'] });
    await images.find(WHERE, { digest: DIGEST });
    expect(asked.map(({ input }) => input)).toEqual([
      { repositoryName: 'picus', imageIds: [{ imageTag: 'src-1' }] },
      { repositoryName: 'picus', imageIds: [{ imageDigest: DIGEST }] },
    ]);
  });

  it('finds none where ECR has none, and says where a whole repository is missing', async () => {
    const error = (name: string) => gatewayOf({ DescribeImages: [{ error: name, message: 'not there' }] }).images;
    expect(await error('ImageNotFoundException').find(WHERE, { tag: 'src-1' })).toBeUndefined();
    await expect(error('RepositoryNotFoundException').find(WHERE, { tag: 'src-1' })).rejects.toThrow(CannotRelease);
    await expect(error('AccessDeniedException').find(WHERE, { tag: 'src-1' })).rejects.toThrow('not there');
  });

  it('makes user and password of the token', async () => {
    const token = Buffer.from('AWS:a-secret').toString('base64');
    const { images } = gatewayOf({ GetAuthorizationToken: [{ authorizationData: [{ authorizationToken: token }] }] });
    expect(await images.credentials(WHERE)).toEqual({ username: 'AWS', password: 'a-secret' });
    const none = gatewayOf({ GetAuthorizationToken: [{ authorizationData: [] }] });
    await expect(none.images.credentials(WHERE)).rejects.toThrow('without a token');
  });

  it('reads every page of basic findings, with the package', async () => {
    const attributes = [
      { key: 'package_version', value: '3.0.1' },
      { key: 'package_name', value: 'openssl' },
    ];
    const { asked, images } = gatewayOf({
      DescribeImageScanFindings: [
        {
          imageScanStatus: { status: 'COMPLETE' },
          imageScanFindings: { findings: [{ name: 'CVE-1', severity: 'HIGH', attributes }] },
          nextToken: 'more',
        },
        { imageScanStatus: { status: 'COMPLETE' }, imageScanFindings: { findings: [{ name: 'CVE-2' }] } },
      ],
    });
    expect(await images.scan(WHERE, DIGEST)).toEqual({
      state: 'done',
      status: 'COMPLETE',
      findings: [
        { name: 'CVE-1', severity: 'HIGH', package: 'openssl 3.0.1' },
        { name: 'CVE-2', severity: 'UNDEFINED', package: '' },
      ],
    });
    expect(asked[1]?.input).toEqual({ repositoryName: 'picus', imageId: { imageDigest: DIGEST }, nextToken: 'more' });
  });

  it('reads findings of enhanced scanning, which stays ACTIVE', async () => {
    const enhancedFindings = [
      {
        severity: 'CRITICAL',
        packageVulnerabilityDetails: { vulnerabilityId: 'CVE-3', vulnerablePackages: [{ name: 'zlib', version: '1' }] },
      },
      { severity: 'UNTRIAGED', title: 'something else' },
    ];
    const { images } = gatewayOf({
      DescribeImageScanFindings: [{ imageScanStatus: { status: 'ACTIVE' }, imageScanFindings: { enhancedFindings } }],
    });
    expect(await images.scan(WHERE, DIGEST)).toMatchObject({
      state: 'done',
      findings: [
        { name: 'CVE-3', severity: 'CRITICAL', package: 'zlib 1' },
        { name: 'something else', severity: 'UNDEFINED', package: '' },
      ],
    });
  });

  it.each([
    [{ error: 'ScanNotFoundException', message: '' }, 'pending', 'not begun'],
    [{ imageScanStatus: { status: 'IN_PROGRESS' } }, 'pending', 'IN_PROGRESS'],
    [{ imageScanStatus: { status: 'PENDING' } }, 'pending', 'PENDING'],
    [{ imageScanStatus: { status: 'FAILED', description: 'no layers' } }, 'failed', 'FAILED: no layers'],
    [{ imageScanStatus: { status: 'UNSUPPORTED_IMAGE' } }, 'failed', 'UNSUPPORTED_IMAGE'],
  ])('takes the scan %j as %s', async (answer, state, status) => {
    const { images } = gatewayOf({ DescribeImageScanFindings: [answer] });
    expect(await images.scan(WHERE, DIGEST)).toMatchObject({ state, status });
  });

  it('adds a tag by putting the manifest that the digest has', async () => {
    const manifest = { imageManifest: '{}', imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json' };
    const { asked, images } = gatewayOf({ BatchGetImage: [{ images: [manifest] }], PutImage: [{ image: {} }] });
    expect(await images.addTag(WHERE, DIGEST, 'tested-1')).toBe('added');
    expect(asked).toEqual([
      { operation: 'BatchGetImage', input: { repositoryName: 'picus', imageIds: [{ imageDigest: DIGEST }] } },
      {
        operation: 'PutImage',
        input: { repositoryName: 'picus', ...manifest, imageDigest: DIGEST, imageTag: 'tested-1' },
      },
    ]);
  });

  it('takes a tag that is there as success, and another image under it as taken', async () => {
    const put = (error: string) =>
      gatewayOf({ BatchGetImage: [{ images: [{ imageManifest: '{}' }] }], PutImage: [{ error, message: 'x' }] }).images;
    expect(await put('ImageAlreadyExistsException').addTag(WHERE, DIGEST, 'tested-1')).toBe('was there');
    await expect(put('ImageTagAlreadyExistsException').addTag(WHERE, DIGEST, 'tested-1')).rejects.toThrow(TagTaken);
    await expect(put('KmsException').addTag(WHERE, DIGEST, 'tested-1')).rejects.toMatchObject({ name: 'KmsException' });
    const gone = gatewayOf({ BatchGetImage: [{ images: [], failures: [] }] });
    await expect(gone.images.addTag(WHERE, DIGEST, 'tested-1')).rejects.toThrow(`no longer has image ${DIGEST}`);
  });
});
