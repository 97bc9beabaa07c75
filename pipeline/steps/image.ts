import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CodeBuildStep, type CodePipelineSource, type FileSet } from 'aws-cdk-lib/pipelines';
import { registryOf, type ServiceImage } from '../../infra/config/service-image.ts';
import { IMAGE_TAGS } from './build.ts';

export interface ImageStepProps {
  /** Of the Build step: the service's bundle is in it. */
  readonly workspace: FileSet;
  readonly source: CodePipelineSource;
  readonly image: ServiceImage;
  readonly repository: Repository;
}

/** Builds the image where its tag is missing, runs it, reads its scan, and only then tags it as tested. */
export class ImageStep extends CodeBuildStep {
  constructor(id: string, { workspace, source, image, repository }: ImageStepProps) {
    super(id, {
      input: workspace,
      env: {
        REGISTRY: registryOf(image),
        REPOSITORY: image.repositoryName,
        PLATFORM: image.platform,
        AWS_REGION: image.region,
        GIT_SHA: source.sourceAttribute('CommitId'),
      },
      installCommands: [
        'tar --extract --file workspace.tar',
        `. ./dist/${IMAGE_TAGS}`,
        'IMAGE="$REGISTRY/$REPOSITORY:$TAG"',
        'aws ecr get-login-password | docker login --username AWS --password-stdin "$REGISTRY"',
      ],
      commands: [...buildIfMissing, ...runs, ...scanned, ...tagged],
      // Docker needs it; this project builds nothing but the image.
      buildEnvironment: { privileged: true },
      rolePolicyStatements: [
        new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
        new PolicyStatement({
          actions: [
            'ecr:BatchCheckLayerAvailability',
            'ecr:BatchGetImage',
            'ecr:CompleteLayerUpload',
            'ecr:DescribeImages',
            'ecr:DescribeImageScanFindings',
            'ecr:GetDownloadUrlForLayer',
            'ecr:InitiateLayerUpload',
            'ecr:PutImage',
            'ecr:UploadLayerPart',
          ],
          resources: [repository.repositoryArn],
        }),
      ],
    });
  }
}

/** The commit is baked in: it names a build, and must not name a task definition. */
const buildIfMissing = [
  'if ! aws ecr describe-images --repository-name "$REPOSITORY" --image-ids imageTag="$TAG" > /dev/null 2>&1; then' +
    ' docker build --platform "$PLATFORM" --build-arg GIT_SHA="$GIT_SHA" --tag "$IMAGE" .' +
    ' && docker push "$IMAGE"; fi',
];

const runs = [
  'docker run --detach --name service --read-only --env PORT=8080 --publish 8080:8080 "$IMAGE"',
  'curl --fail --silent --show-error --retry 10 --retry-delay 1 --retry-all-errors http://127.0.0.1:8080/health/ready',
  'docker stop --time 60 service',
];

const scanned = [
  'aws ecr wait image-scan-complete --repository-name "$REPOSITORY" --image-id imageTag="$TAG"',
  'SEVERE=$(aws ecr describe-image-scan-findings --repository-name "$REPOSITORY" --image-id imageTag="$TAG"' +
    " --query 'sum([not_null(imageScanFindings.findingSeverityCounts.CRITICAL, `0`), not_null(imageScanFindings.findingSeverityCounts.HIGH, `0`)])' --output text)",
  'test "$SEVERE" = 0 || { echo "The image has $SEVERE critical or high findings"; exit 1; }',
];

/** A further tag on the same digest; that it is there already is success, another digest under it is not. */
const tagged = [
  'MANIFEST=$(aws ecr batch-get-image --repository-name "$REPOSITORY" --image-ids imageTag="$TAG"' +
    " --query 'images[0].imageManifest' --output text)",
  'for NEW in "$TESTED_TAG" "git-$GIT_SHA"; do' +
    ' aws ecr put-image --repository-name "$REPOSITORY" --image-tag "$NEW" --image-manifest "$MANIFEST" 2> put-image.log' +
    ' || grep ImageAlreadyExistsException put-image.log || { cat put-image.log; exit 1; }; done',
];
