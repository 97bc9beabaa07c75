import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import type { ServiceImage } from '../../infra/config/service-image.ts';
import { IMAGE_TAGS } from './build.ts';

export interface GuardStepProps {
  /** `dist/` of the Build step: the image's tags. */
  readonly bundles: FileSet;
  readonly image: ServiceImage;
  readonly repository: Repository;
}

/** Nothing changes in an environment before the image that it is to run has been tested. */
export class GuardStep extends CodeBuildStep {
  constructor(id: string, { bundles, image, repository }: GuardStepProps) {
    super(id, {
      input: bundles,
      env: { AWS_REGION: image.region },
      commands: [
        `. ./${IMAGE_TAGS}`,
        `aws ecr describe-images --repository-name ${image.repositoryName} --image-ids imageTag="$TAG" imageTag="$TESTED_TAG"`,
      ],
      rolePolicyStatements: [
        new PolicyStatement({ actions: ['ecr:DescribeImages'], resources: [repository.repositoryArn] }),
      ],
    });
  }
}
