import {
  BatchGetImageCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  type DescribeImageScanFindingsResponse,
  type ECRClient,
  type EnhancedImageScanFinding,
  GetAuthorizationTokenCommand,
  ImageAlreadyExistsException,
  ImageNotFoundException,
  type ImageScanFinding,
  ImageTagAlreadyExistsException,
  PutImageCommand,
  RepositoryNotFoundException,
  ScanNotFoundException,
} from '@aws-sdk/client-ecr';
import {
  type Finding,
  type ImageGateway,
  type ImageId,
  type Scan,
  SEVERITIES,
  type Severity,
  TagTaken,
} from '../images/repository.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { attachArtifact } from './ecr-artifacts.ts';

/** @param clientOf client of a region: the registry's, which may not be the environment's. */
export function imageGateway(clientOf: (region: string) => ECRClient): ImageGateway {
  return {
    async find({ region, repository: repositoryName }, id) {
      try {
        const { imageDetails = [] } = await clientOf(region).send(
          new DescribeImagesCommand({ repositoryName, imageIds: [wireId(id)] }),
        );
        const [found] = imageDetails;
        return found?.imageDigest === undefined
          ? undefined
          : { digest: found.imageDigest, tags: found.imageTags ?? [] };
      } catch (error) {
        if (error instanceof ImageNotFoundException) return undefined;
        if (error instanceof RepositoryNotFoundException)
          throw new CannotRelease(`${error.message}. Is this the right account and region (${region})?`, {
            cause: error,
          });
        throw error;
      }
    },
    async credentials({ region }) {
      const { authorizationData = [] } = await clientOf(region).send(new GetAuthorizationTokenCommand({}));
      // base64 of user:password (ECR API reference, AuthorizationData).
      const [username, password] = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64')
        .toString()
        .split(':');
      if (!username || !password) throw new Error('GetAuthorizationToken answered without a token.');
      return { username, password };
    },
    async scan({ region, repository: repositoryName }, imageDigest) {
      const findings: Finding[] = [];
      for (let nextToken: string | undefined; ;) {
        let page: DescribeImageScanFindingsResponse;
        try {
          page = await clientOf(region).send(
            new DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageDigest }, nextToken }),
          );
        } catch (error) {
          // Scan on push begins a moment after the push.
          if (error instanceof ScanNotFoundException) return { state: 'pending', status: 'not begun', findings };
          throw error;
        }
        findings.push(...(page.imageScanFindings?.findings ?? []).map(basicFinding));
        findings.push(...(page.imageScanFindings?.enhancedFindings ?? []).map(enhancedFinding));
        nextToken = page.nextToken;
        if (!nextToken) return { ...stateOf(page.imageScanStatus), findings };
      }
    },
    async addTag({ region, repository: repositoryName }, imageDigest, imageTag) {
      const client = clientOf(region);
      const { images = [] } = await client.send(
        new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }),
      );
      const { imageManifest, imageManifestMediaType } = images[0] ?? {};
      if (!imageManifest) throw new CannotRelease(`Repository ${repositoryName} no longer has image ${imageDigest}.`);
      try {
        // With the digest ECR refuses a manifest that is not that image's.
        await client.send(
          new PutImageCommand({ repositoryName, imageManifest, imageManifestMediaType, imageDigest, imageTag }),
        );
        return 'added';
      } catch (error) {
        if (error instanceof ImageAlreadyExistsException) return 'was there';
        if (error instanceof ImageTagAlreadyExistsException) throw new TagTaken(error.message, { cause: error });
        throw error;
      }
    },
    attach: ({ region, repository }, imageDigest, artifact) =>
      attachArtifact(clientOf(region), repository, imageDigest, artifact),
  };
}

const wireId = (id: ImageId) => ('tag' in id ? { imageTag: id.tag } : { imageDigest: id.digest });

/** ECR API reference, ImageScanStatus. ACTIVE is enhanced scanning's: findings are there and go on being kept up to date. */
function stateOf(scan: DescribeImageScanFindingsResponse['imageScanStatus']): Pick<Scan, 'state' | 'status'> {
  const status = [scan?.status ?? 'unknown', scan?.description].filter(Boolean).join(': ');
  switch (scan?.status) {
    case 'COMPLETE':
    case 'ACTIVE':
      return { state: 'done', status };
    case undefined:
    case 'IN_PROGRESS':
    case 'PENDING':
      return { state: 'pending', status };
    case 'FAILED':
    case 'FINDINGS_UNAVAILABLE':
    case 'IMAGE_ARCHIVED':
    case 'LIMIT_EXCEEDED':
    case 'SCAN_ELIGIBILITY_EXPIRED':
    case 'UNSUPPORTED_IMAGE':
    // A status that this version of the client does not know is no result either.
    default:
      return { state: 'failed', status };
  }
}

const basicFinding = ({ name = '', severity, attributes = [] }: ImageScanFinding): Finding => {
  const of = (key: string) => attributes.find((attribute) => attribute.key === key)?.value;
  return {
    name,
    severity: severityOf(severity),
    package: [of('package_name'), of('package_version')].filter(Boolean).join(' '),
  };
};

const enhancedFinding = ({
  title = '',
  severity,
  packageVulnerabilityDetails: details,
}: EnhancedImageScanFinding): Finding => ({
  name: details?.vulnerabilityId ?? title,
  severity: severityOf(severity),
  package: (details?.vulnerablePackages ?? []).map((each) => `${each.name ?? ''} ${each.version ?? ''}`).join(', '),
});

const severityOf = (text: string | undefined): Severity => SEVERITIES.find((each) => each === text) ?? 'UNDEFINED';
