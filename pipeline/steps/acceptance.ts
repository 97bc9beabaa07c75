import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';
import { IMAGE_NAMES } from './build.ts';
import { allow, EnvironmentArns } from './environment-arns.ts';

export interface AcceptanceStepProps {
  /** `dist/` of the Build step: the release tool, and the image's names. */
  readonly bundles: FileSet;
  readonly stage: DeliveryStage;
  /** No environment comes after this one: its tag says where the image is, not that another may have it. */
  readonly last: boolean;
  readonly repository: Repository;
}

/**
 * What a user of the environment must find after a release, asked from outside. A release that fails here is rolled back while its
 * window is open; one that passes promotes its image by a further tag on the digest that runs, which the next guard asks for.
 */
export class AcceptanceStep extends CodeBuildStep {
  constructor(id: string, { bundles, stage, last, repository }: AcceptanceStepProps) {
    const { config, prefix, serviceStackName } = stage;
    const arns = new EnvironmentArns(stage);
    // Where it is restricted, strangers must be kept out: this step has no token.
    const access = config.access === 'public' ? 'public' : 'restricted';
    super(id, {
      input: bundles,
      env: { AWS_REGION: config.region },
      envFromCfnOutputs: { HOST: stage.loadBalancerDnsName },
      commands: [
        `node deployer.mjs accept --url "http://$HOST" --access ${access} --rollback-stack ${serviceStackName}`,
        `node deployer.mjs verified --image ${IMAGE_NAMES} --environment ${config.name} --service ${prefix}` +
          (last ? ` --prefix ${config.name}` : ''),
      ],
      rolePolicyStatements: [
        // What runs, and the tag for it.
        allow([repository.repositoryArn], 'ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:PutImage'),
        allow([arns.service, arns.tasks], 'ecs:DescribeServices', 'ecs:DescribeTasks'),
        arns.listTasks(),
        // To roll back, and to watch it.
        allow([arns.stack(serviceStackName)], 'cloudformation:DescribeStacks'),
        allow([arns.deploymentGroup], 'codedeploy:GetDeployment', 'codedeploy:ListDeployments'),
        // These name a deployment, and IAM knows no resource for one (service authorization reference, CodeDeploy).
        allow(
          ['*'],
          'codedeploy:BatchGetDeploymentTargets',
          'codedeploy:ListDeploymentTargets',
          'codedeploy:StopDeployment',
        ),
        allow(
          ['*'],
          'cloudwatch:DescribeAlarms',
          'elasticloadbalancing:DescribeListeners',
          'elasticloadbalancing:DescribeTargetHealth',
        ),
      ],
    });
  }
}
