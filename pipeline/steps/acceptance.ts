import type { Repository } from 'aws-cdk-lib/aws-ecr';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import { allow } from '../../infra/bootstrap/environment-arns.ts';
import { acceptancePermissions } from '../../infra/bootstrap/release-permissions.ts';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';
import { IMAGE_NAMES } from './build.ts';
import { reach } from './reach.ts';

export interface AcceptanceStepProps {
  /** `dist/` of the Build step: the release tool, and the image's names. */
  readonly bundles: FileSet;
  readonly stage: DeliveryStage;
  /** No environment comes after this one: its tag says where the image is, not that another may have it. */
  readonly last: boolean;
  readonly repository: Repository;
  /** Where this project runs. */
  readonly toolsAccount: string;
}

/**
 * What a user of the environment must find after a release, asked from outside. A release that fails here is rolled back while its
 * window is open; one that passes promotes its image by a further tag on the digest that runs, which the next guard asks for.
 */
export class AcceptanceStep extends CodeBuildStep {
  constructor(id: string, { bundles, stage, last, repository, toolsAccount }: AcceptanceStepProps) {
    const { config, prefix, serviceStackName } = stage;
    const { options, permissions } = reach(stage, toolsAccount, acceptancePermissions(stage));
    // Where it is restricted, strangers must be kept out: this step has no token.
    const access = config.access === 'public' ? 'public' : 'restricted';
    super(id, {
      input: bundles,
      env: { AWS_REGION: config.region },
      envFromCfnOutputs: { URL: stage.url },
      commands: [
        `node deployer.mjs accept --url "$URL" --access ${access} --rollback-stack ${serviceStackName}${options}`,
        `node deployer.mjs verified --image ${IMAGE_NAMES} --environment ${config.name} --service ${prefix}` +
          (last ? ` --prefix ${config.name}` : '') +
          options,
      ],
      rolePolicyStatements: [
        // What runs, and the tag for it.
        allow([repository.repositoryArn], 'ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:PutImage'),
        ...permissions,
      ],
    });
  }
}
