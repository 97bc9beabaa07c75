import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';
import { IMAGE_NAMES } from './build.ts';
import { allow, EnvironmentArns } from './environment-arns.ts';

export interface GuardStepProps {
  /** `dist/` of the Build step: the release tool, and the image's names. */
  readonly bundles: FileSet;
  readonly stage: DeliveryStage;
  /** The stage that must have verified the image; none for the first. */
  readonly after: DeliveryStage | undefined;
  readonly repository: Repository;
}

/**
 * Nothing changes in an environment before the image that it is to run has been tested, and verified by the environment before
 * it, and while what runs now could not be started again.
 */
export class GuardStep extends CodeBuildStep {
  constructor(id: string, { bundles, stage, after, repository }: GuardStepProps) {
    // The tool looks at services of one region; what runs elsewhere is left out of a refusal.
    const seen = after?.config.region === stage.config.region ? [after] : [];
    super(id, {
      input: bundles,
      env: { AWS_REGION: stage.config.region },
      commands: [
        [
          `node deployer.mjs guard --image ${IMAGE_NAMES} --environment ${stage.config.name} --service ${stage.prefix}`,
          ...(after ? [`--after ${after.config.name}`] : []),
          ...seen.map(({ prefix }) => `--after-service ${prefix}`),
        ].join(' '),
      ],
      rolePolicyStatements: [
        allow([repository.repositoryArn], 'ecr:DescribeImages'),
        allow(
          [stage, ...seen].map((each) => new EnvironmentArns(each).service),
          'ecs:DescribeServices',
        ),
        // It knows no resource (service authorization reference, ECS).
        allow(['*'], 'ecs:DescribeTaskDefinition'),
        // What the environment before runs, for the message of a refusal.
        ...seen.map((each) => allow([new EnvironmentArns(each).tasks], 'ecs:DescribeTasks')),
        ...seen.map((each) => new EnvironmentArns(each).listTasks()),
      ],
    });
  }
}
