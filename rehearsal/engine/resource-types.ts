import { applicationAutoScalingScalableTargetProvider } from '../resources/application-auto-scaling-scalable-target.ts';
import { applicationAutoScalingScalingPolicyProvider } from '../resources/application-auto-scaling-scaling-policy.ts';
import { certificateManagerCertificateProvider } from '../resources/certificate-manager-certificate.ts';
import { cloudwatchAlarmProvider } from '../resources/cloudwatch-alarm.ts';
import { codebuildProjectProvider } from '../resources/codebuild-project.ts';
import { codebuildReportGroupProvider } from '../resources/codebuild-report-group.ts';
import { codedeployApplicationProvider } from '../resources/codedeploy-application.ts';
import { codedeployDeploymentConfigProvider } from '../resources/codedeploy-deployment-config.ts';
import { codedeployDeploymentGroupProvider } from '../resources/codedeploy-deployment-group.ts';
import { codepipelinePipelineProvider } from '../resources/codepipeline-pipeline.ts';
import { customResourceProviders } from '../resources/custom-resource.ts';
import { dynamodbTableProvider } from '../resources/dynamodb-table.ts';
import { ec2SecurityGroupEgressProvider } from '../resources/ec2-security-group-egress.ts';
import { ec2SecurityGroupIngressProvider } from '../resources/ec2-security-group-ingress.ts';
import { ec2SecurityGroupProvider } from '../resources/ec2-security-group.ts';
import { ec2SubnetProvider } from '../resources/ec2-subnet.ts';
import { ec2VpcProvider } from '../resources/ec2-vpc.ts';
import { ecrRepositoryProvider } from '../resources/ecr-repository.ts';
import { ecsClusterProvider } from '../resources/ecs-cluster.ts';
import { ecsServiceProvider } from '../resources/ecs-service.ts';
import { ecsTaskDefinitionProvider } from '../resources/ecs-task-definition.ts';
import { elasticLoadBalancingV2ListenerCertificateProvider } from '../resources/elastic-load-balancing-v2-listener-certificate.ts';
import { elasticLoadBalancingV2ListenerRuleProvider } from '../resources/elastic-load-balancing-v2-listener-rule.ts';
import { elasticLoadBalancingV2ListenerProvider } from '../resources/elastic-load-balancing-v2-listener.ts';
import { elasticLoadBalancingV2LoadBalancerProvider } from '../resources/elastic-load-balancing-v2-load-balancer.ts';
import { elasticLoadBalancingV2TargetGroupProvider } from '../resources/elastic-load-balancing-v2-target-group.ts';
import { eventsRuleProvider } from '../resources/events-rule.ts';
import { iamManagedPolicyProvider } from '../resources/iam-managed-policy.ts';
import { iamPolicyProvider } from '../resources/iam-policy.ts';
import { iamRoleProvider } from '../resources/iam-role.ts';
import { lambdaFunctionProvider } from '../resources/lambda-function.ts';
import { lambdaAliasProvider } from '../resources/lambda-alias.ts';
import { lambdaPermissionProvider } from '../resources/lambda-permission.ts';
import { lambdaVersionProvider } from '../resources/lambda-version.ts';
import { logsLogGroupProvider } from '../resources/logs-log-group.ts';
import { knownTypes } from '../resources/known-types.ts';
import { rdsDbInstanceProvider } from '../resources/rds-db-instance.ts';
import { recordedDatabaseTypes } from '../resources/recorded-database.ts';
import { recordedNetworkTypes } from '../resources/recorded-network.ts';
import { recordedTypes } from '../resources/recorded-types.ts';
import { route53RecordSetProvider } from '../resources/route53-record-set.ts';
import { s3BucketPolicyProvider } from '../resources/s3-bucket-policy.ts';
import { s3BucketProvider } from '../resources/s3-bucket.ts';
import { snsSubscriptionProvider } from '../resources/sns-subscription.ts';
import { snsTopicPolicyProvider } from '../resources/sns-topic-policy.ts';
import { snsTopicProvider } from '../resources/sns-topic.ts';
import { secretResourcePolicyProvider } from '../resources/secretsmanager-resource-policy.ts';
import { rotationScheduleProvider } from '../resources/secretsmanager-rotation-schedule.ts';
import { secretTargetAttachmentProvider } from '../resources/secretsmanager-secret-target-attachment.ts';
import { secretsManagerSecretProvider } from '../resources/secretsmanager-secret.ts';
import { ssmParameterProvider } from '../resources/ssm-parameter.ts';
import type { ResourceTypes } from '../runtime/stacks/resource-types.ts';
import type { Parts } from './parts.ts';

/** Every CloudFormation type: those that run, and those that are only recorded. All others are refused by name. */
export function resourceTypesOf(world: Parts): ResourceTypes {
  const { containerService } = world;
  return {
    providers: [
      applicationAutoScalingScalableTargetProvider(world),
      applicationAutoScalingScalingPolicyProvider(world),
      certificateManagerCertificateProvider(world),
      cloudwatchAlarmProvider(world),
      codebuildProjectProvider(world),
      codebuildReportGroupProvider(world),
      codedeployApplicationProvider(world),
      codedeployDeploymentConfigProvider(world),
      codedeployDeploymentGroupProvider(world),
      codepipelinePipelineProvider(world),
      dynamodbTableProvider(world),
      ec2SecurityGroupProvider(world),
      ec2SecurityGroupEgressProvider(world),
      ec2SecurityGroupIngressProvider(world),
      ec2SubnetProvider(world),
      ec2VpcProvider(world),
      ecrRepositoryProvider(world),
      ecsClusterProvider({ ...world, ...containerService }),
      ecsServiceProvider({ ...world, ...containerService }),
      ecsTaskDefinitionProvider({ ...world, ...containerService }),
      elasticLoadBalancingV2ListenerProvider(world),
      elasticLoadBalancingV2ListenerCertificateProvider(world),
      elasticLoadBalancingV2ListenerRuleProvider(world),
      elasticLoadBalancingV2LoadBalancerProvider(world),
      elasticLoadBalancingV2TargetGroupProvider(world),
      eventsRuleProvider(world),
      iamManagedPolicyProvider(world),
      iamPolicyProvider(world),
      iamRoleProvider(world),
      lambdaAliasProvider(world),
      lambdaFunctionProvider(world),
      lambdaPermissionProvider(world),
      lambdaVersionProvider(world),
      logsLogGroupProvider(world),
      route53RecordSetProvider(world),
      rdsDbInstanceProvider(world),
      s3BucketPolicyProvider(world),
      s3BucketProvider(world),
      snsSubscriptionProvider(world),
      snsTopicPolicyProvider(world),
      snsTopicProvider(world),
      secretsManagerSecretProvider(world),
      secretTargetAttachmentProvider(world),
      secretResourcePolicyProvider(world),
      rotationScheduleProvider(world),
      ssmParameterProvider(world),
      ...customResourceProviders(world),
    ],
    recorded: [...recordedDatabaseTypes, ...recordedNetworkTypes, ...recordedTypes],
    known: knownTypes,
  };
}
