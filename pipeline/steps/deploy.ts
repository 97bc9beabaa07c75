import { Duration } from 'aws-cdk-lib';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import { deployPermissions } from '../../infra/bootstrap/release-permissions.ts';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';
import { reach } from './reach.ts';

export interface DeployStepProps {
  /** `dist/` of the Build step: the release tool. */
  readonly bundles: FileSet;
  readonly stage: DeliveryStage;
  /** Where this project runs. */
  readonly toolsAccount: string;
}

/** CodeBuild's longest: a slow shift and a person's wait both fit. */
const TIMEOUT = Duration.minutes(480);

/**
 * Shifts traffic to what the stacks have declared, and watches it to the end: the functions first, the service after them. A
 * release that fails stops here, so that the service is not released beside functions that were rolled back.
 */
export class DeployStep extends CodeBuildStep {
  constructor(id: string, { bundles, stage, toolsAccount }: DeployStepProps) {
    const { options, permissions } = reach(stage, toolsAccount, deployPermissions(stage));
    super(id, {
      input: bundles,
      env: { AWS_REGION: stage.config.region },
      commands: [stage.functionsStackName, stage.serviceStackName].map(
        (stack) => `node deployer.mjs deploy --stack ${stack}${options}`,
      ),
      timeout: TIMEOUT,
      rolePolicyStatements: permissions,
    });
  }
}
