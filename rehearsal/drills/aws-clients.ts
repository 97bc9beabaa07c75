import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Scope } from '../kernel/scope.ts';

/** The drills look at a release as everybody does: through the AWS APIs. */
export interface AwsClients {
  codedeploy: CodeDeployClient;
  codepipeline: CodePipelineClient;
  cloudformation: CloudFormationClient;
  cloudwatch: CloudWatchClient;
  ecr: ECRClient;
  ecs: ECSClient;
  lambda: LambdaClient;
  destroy(): void;
}

export function awsClients(endpoint: string, scope: Scope): AwsClients {
  const config = { endpoint, region: scope.region, credentials: administratorOf(scope.account), maxAttempts: 2 };
  const codedeploy = new CodeDeployClient(config);
  const codepipeline = new CodePipelineClient(config);
  const cloudformation = new CloudFormationClient(config);
  const cloudwatch = new CloudWatchClient(config);
  const ecr = new ECRClient(config);
  const ecs = new ECSClient(config);
  const lambda = new LambdaClient(config);
  return {
    codedeploy,
    codepipeline,
    cloudformation,
    cloudwatch,
    ecr,
    ecs,
    lambda,
    destroy: () => {
      for (const client of [codedeploy, codepipeline, cloudformation, cloudwatch, ecr, ecs, lambda]) client.destroy();
    },
  };
}

/** An access key id of twelve digits is that account's administrator; the engine does not verify signatures. */
const administratorOf = (account: string) => ({ accessKeyId: account, secretAccessKey: 'rehearsal' });

/** What a product command needs in order to reach the engine instead of AWS. */
export const awsEnvironment = (endpoint: string, scope: Scope): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: scope.region,
  AWS_DEFAULT_REGION: scope.region,
  AWS_ACCESS_KEY_ID: administratorOf(scope.account).accessKeyId,
  AWS_SECRET_ACCESS_KEY: administratorOf(scope.account).secretAccessKey,
  // Nothing of the user's own profiles may be read, and no metadata service be asked.
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
});
