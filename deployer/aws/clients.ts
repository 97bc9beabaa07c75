import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { assumedRole } from './assumed-role.ts';
import { scalingGateway } from './auto-scaling.ts';
import { alarmGateway } from './cloud-watch.ts';
import { codeDeployGateway } from './code-deploy.ts';
import { imageGateway } from './ecr.ts';
import { ecsGateway } from './ecs.ts';
import { functionGateway } from './functions.ts';
import type { Gateways } from './gateways.ts';
import { loadBalancerGateway } from './load-balancer.ts';
import { requestGateway } from './request-counts.ts';
import { stackGateway } from './cloud-formation.ts';

/** Where and as whom the release tool works. */
export interface AwsOptions {
  region?: string | undefined;
  /** Role of the environment's account; without it, the credentials of the environment variables are used as they are. */
  roleArn?: string | undefined;
}

/**
 * Gateways on the SDK's clients. Region, credentials (refreshed by the SDK) and AWS_ENDPOINT_URL come from the
 * environment as for every AWS tool; the standard retry mode backs off with jitter when AWS throttles. With a role, all but the
 * images are worked on as that role: their repository is in the account that the tool runs in.
 */
export function awsGateways({ region, roleArn }: AwsOptions = {}): Gateways {
  const own = { ...(region !== undefined && { region }), maxAttempts: 5, retryMode: 'standard' };
  const config = { ...own, ...(roleArn !== undefined && { credentials: assumedRole(roleArn, own) }) };
  return {
    stacks: stackGateway(new CloudFormationClient(config)),
    deployments: codeDeployGateway(new CodeDeployClient(config)),
    services: ecsGateway(new ECSClient(config)),
    scaling: scalingGateway(new ApplicationAutoScalingClient(config)),
    traffic: loadBalancerGateway(new ElasticLoadBalancingV2Client(config)),
    alarms: alarmGateway(new CloudWatchClient(config)),
    requests: requestGateway(new CloudWatchClient(config)),
    functions: functionGateway(new LambdaClient(config), new CloudWatchLogsClient(config)),
    images: imageGateway((region) => new ECRClient({ ...own, region })),
  };
}
