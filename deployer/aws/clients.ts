import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { alarmGateway } from './cloud-watch.ts';
import { codeDeployGateway } from './code-deploy.ts';
import { imageGateway } from './ecr.ts';
import { ecsGateway } from './ecs.ts';
import { functionGateway } from './functions.ts';
import type { Gateways } from './gateways.ts';
import { loadBalancerGateway } from './load-balancer.ts';
import { stackGateway } from './cloud-formation.ts';

/**
 * Gateways on the SDK's clients. Region, credentials (refreshed by the SDK) and AWS_ENDPOINT_URL come from the
 * environment as for every AWS tool; the standard retry mode backs off with jitter when AWS throttles.
 */
export function awsGateways(options: { region?: string } = {}): Gateways {
  const config = { ...options, maxAttempts: 5, retryMode: 'standard' };
  return {
    stacks: stackGateway(new CloudFormationClient(config)),
    deployments: codeDeployGateway(new CodeDeployClient(config)),
    services: ecsGateway(new ECSClient(config)),
    traffic: loadBalancerGateway(new ElasticLoadBalancingV2Client(config)),
    alarms: alarmGateway(new CloudWatchClient(config)),
    functions: functionGateway(new LambdaClient(config), new CloudWatchLogsClient(config)),
    images: imageGateway((region) => new ECRClient({ ...config, region })),
  };
}
