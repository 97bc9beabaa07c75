import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import { allow } from '../../infra/bootstrap/environment-arns.ts';
import { guardPermissions } from '../../infra/bootstrap/release-permissions.ts';
import { seenBeside } from '../../infra/bootstrap/released-environment.ts';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';
import { IMAGE_NAMES } from './build.ts';
import { reach } from './reach.ts';

export interface GuardStepProps {
  /** `dist/` of the Build step: the release tool, and the image's names. */
  readonly bundles: FileSet;
  readonly stage: DeliveryStage;
  /** The stage that must have verified the image; none for the first. */
  readonly after: DeliveryStage | undefined;
  readonly repository: Repository;
  /** Where this project runs. */
  readonly toolsAccount: string;
}

/**
 * Nothing changes in an environment before the image that it is to run has been tested, and verified by the environment before
 * it, and while what runs now could not be started again.
 */
export class GuardStep extends CodeBuildStep {
  constructor(id: string, { bundles, stage, after, repository, toolsAccount }: GuardStepProps) {
    const seen = seenBeside(stage, after);
    const { options, permissions } = reach(stage, toolsAccount, guardPermissions(stage, seen));
    super(id, {
      input: bundles,
      env: { AWS_REGION: stage.config.region },
      commands: [
        [
          `node deployer.mjs guard --image ${IMAGE_NAMES} --environment ${stage.config.name} --service ${stage.prefix}`,
          ...(after ? [`--after ${after.config.name}`] : []),
          ...seen.map(({ prefix }) => `--after-service ${prefix}`),
        ].join(' ') + options,
      ],
      rolePolicyStatements: [allow([repository.repositoryArn], 'ecr:DescribeImages'), ...permissions],
    });
  }
}
