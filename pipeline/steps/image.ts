import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { CodeBuildStep, type CodePipelineSource, type FileSet } from 'aws-cdk-lib/pipelines';
import { allow } from '../../infra/bootstrap/environment-arns.ts';
import type { ServiceImage } from '../../infra/config/service-image.ts';
import { IMAGE_NAMES, SBOM } from './build.ts';

export interface ImageStepProps {
  /** `dist/` of the Build step: the service's bundle and the release tool. */
  readonly bundles: FileSet;
  /** The Dockerfile is in it. */
  readonly source: CodePipelineSource;
  readonly image: ServiceImage;
  readonly repository: Repository;
}

/** Builds the image where its tag is missing, runs it, pushes it, reads its scan, attaches its SBOM, and only then tags it as tested. */
export class ImageStep extends CodeBuildStep {
  constructor(id: string, { bundles, source, image, repository }: ImageStepProps) {
    super(id, {
      input: source,
      additionalInputs: { bundles },
      // The commit is baked in: it names a build, and must not name a task definition.
      env: { AWS_REGION: image.region, GIT_SHA: source.sourceAttribute('CommitId') },
      commands: [
        // What is beside the Dockerfile by a symbolic link only is not in the image's context.
        'cp --recursive --dereference bundles dist',
        `node dist/deployer.mjs image --image dist/${IMAGE_NAMES} --sbom dist/${SBOM} --git-sha "$GIT_SHA"`,
      ],
      // Docker needs it; this project builds nothing but the image.
      buildEnvironment: { privileged: true },
      rolePolicyStatements: [
        allow(['*'], 'ecr:GetAuthorizationToken'),
        allow(
          [repository.repositoryArn],
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:DescribeImages',
          'ecr:DescribeImageScanFindings',
          'ecr:GetDownloadUrlForLayer',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ),
      ],
    });
  }
}
