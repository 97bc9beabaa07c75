import { acmApi } from '../services/acm/acm-api.ts';
import { applicationAutoScalingApi } from '../services/application-auto-scaling/application-auto-scaling-api.ts';
import { cloudformationApi } from '../services/cloudformation/cloudformation-api.ts';
import { cloudwatchApi } from '../services/cloudwatch/cloudwatch-api.ts';
import { cloudwatchLogsApi } from '../services/cloudwatch-logs/cloudwatch-logs-api.ts';
import { codebuildApi } from '../services/codebuild/codebuild-api.ts';
import { codedeployApi } from '../services/codedeploy/codedeploy-api.ts';
import { codepipelineApi } from '../services/codepipeline/codepipeline-api.ts';
import { dynamodbApi } from '../services/dynamodb/dynamodb-api.ts';
import { ec2Api } from '../services/ec2/ec2-api.ts';
import { ecrApi } from '../services/ecr/ecr-api.ts';
import { ecsApi } from '../services/ecs/ecs-api.ts';
import { elasticLoadBalancingV2Api } from '../services/elastic-load-balancing-v2/elastic-load-balancing-v2-api.ts';
import { eventbridgeApi } from '../services/eventbridge/eventbridge-api.ts';
import { lambdaApi } from '../services/lambda/lambda-api.ts';
import { s3Api } from '../services/s3/s3-api.ts';
import { secretsManagerApi } from '../services/secrets-manager/secrets-manager-api.ts';
import { serviceQuotasApi } from '../services/service-quotas/service-quotas-api.ts';
import { snsApi } from '../services/sns/sns-api.ts';
import { ssmApi } from '../services/ssm/ssm-api.ts';
import { stsApi } from '../services/sts/sts-api.ts';
import type { ServiceTable } from '../wire/service-table.ts';
import type { World } from './world.ts';

/** Every AWS API that the engine answers. */
export const apisOf = (world: World): ServiceTable[] => [
  acmApi(world),
  applicationAutoScalingApi(world),
  cloudformationApi(world),
  cloudwatchApi(world),
  cloudwatchLogsApi(world),
  codebuildApi(world),
  codedeployApi(world.codeDeploy),
  codepipelineApi(world),
  dynamodbApi(world),
  ec2Api(world),
  ecrApi(world),
  ecsApi({ ...world, ...world.containerService }),
  elasticLoadBalancingV2Api(world),
  eventbridgeApi(world),
  lambdaApi(world),
  s3Api(world),
  secretsManagerApi(world),
  serviceQuotasApi(world),
  snsApi(world),
  ssmApi(world),
  stsApi(world),
];
