import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { deployerRoleArn } from '../../infra/bootstrap/deployer-role-name.ts';
import { allow } from '../../infra/bootstrap/environment-arns.ts';
import type { DeliveryStage } from '../../infra/stages/delivery-stage.ts';

/** How a step comes to what an environment permits. */
interface Reach {
  /** For the release tool, to stand behind its others. */
  readonly options: string;
  /** Of the step's own role. */
  readonly permissions: PolicyStatement[];
}

/**
 * In the pipeline's own account the step has the permissions itself. In another one the environment's deployer role has them
 * (infra/bootstrap), and the step may only take that role on.
 */
export const reach = (stage: DeliveryStage, toolsAccount: string, permissions: PolicyStatement[]): Reach =>
  isElsewhere(stage, toolsAccount)
    ? {
        options: ` --role-arn ${deployerRoleArn(stage)}`,
        permissions: [allow([deployerRoleArn(stage)], 'sts:AssumeRole')],
      }
    : { options: '', permissions };

/** The environment has an account of its own. */
export const isElsewhere = ({ config }: DeliveryStage, toolsAccount: string): boolean =>
  config.account !== toolsAccount;
