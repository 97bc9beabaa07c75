import { oneColour } from './two-colours.ts';

const ref = (Ref: string) => ({ Ref });
const attribute = (name: string, key: string) => ({ 'Fn::GetAtt': [name, key] });

/** Says yes to CodeDeploy; the engine reads who asks and not the signature. */
const HOOK = `exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN } = process.env;
  const answer = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'x-amz-target': 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-security-token': AWS_SESSION_TOKEN,
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID +
        '/20260101/eu-west-1/codedeploy/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status: 'Succeeded',
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
};`;

const trusts = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
});

/** The one-coloured service with what releases it, and scaled by the requests of both groups by the tasks of one. */
export const scaledTemplate = (requestsPerTask: number) => ({
  Resources: {
    ...oneColour.Resources,
    TestListener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: ref('LoadBalancer'),
        Port: 9000,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('GreenGroup') }],
      },
    },
    TaskGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription: 'tasks', VpcId: ref('Vpc') },
    },
    HookRole: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: trusts('lambda.amazonaws.com') },
    },
    Hook: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile: HOOK },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: attribute('HookRole', 'Arn'),
      },
    },
    Errors: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'errors',
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'HTTPCode_Target_5XX_Count',
        Dimensions: [{ Name: 'LoadBalancer', Value: attribute('LoadBalancer', 'LoadBalancerFullName') }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1000,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      },
    },
    DeployRole: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: trusts('codedeploy.amazonaws.com') },
    },
    Application: {
      Type: 'AWS::CodeDeploy::Application',
      Properties: { ApplicationName: 'blue', ComputePlatform: 'ECS' },
    },
    Config: {
      Type: 'AWS::CodeDeploy::DeploymentConfig',
      Properties: {
        DeploymentConfigName: 'Canary50Percent3Minutes',
        ComputePlatform: 'ECS',
        TrafficRoutingConfig: {
          Type: 'TimeBasedCanary',
          TimeBasedCanary: { CanaryPercentage: 50, CanaryInterval: 3 },
        },
      },
    },
    Deployments: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      DependsOn: 'BlueService',
      Properties: {
        ApplicationName: ref('Application'),
        DeploymentGroupName: 'blue',
        DeploymentConfigName: ref('Config'),
        ServiceRoleArn: attribute('DeployRole', 'Arn'),
        DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'BLUE_GREEN' },
        ECSServices: [{ ClusterName: 'main', ServiceName: 'blue' }],
        LoadBalancerInfo: {
          TargetGroupPairInfoList: [
            {
              TargetGroups: [{ Name: 'blue' }, { Name: 'green' }],
              ProdTrafficRoute: { ListenerArns: [ref('Listener')] },
              TestTrafficRoute: { ListenerArns: [ref('TestListener')] },
            },
          ],
        },
        BlueGreenDeploymentConfiguration: {
          DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
          TerminateBlueInstancesOnDeploymentSuccess: { Action: 'TERMINATE', TerminationWaitTimeInMinutes: 60 },
        },
      },
    },
    Target: {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      DependsOn: 'BlueService',
      Properties: {
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: 'service/main/blue',
        MinCapacity: 1,
        MaxCapacity: '3',
      },
    },
    Requests: {
      Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
      Properties: {
        PolicyName: 'requests',
        PolicyType: 'TargetTrackingScaling',
        ScalingTargetId: ref('Target'),
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: requestsPerTask,
          CustomizedMetricSpecification: {
            Metrics: [
              {
                Id: 'perTask',
                Expression:
                  '(FILL(blueRequests, 0) + FILL(greenRequests, 0)) / MAX([FILL(blueHosts, 0), FILL(greenHosts, 0)])',
                ReturnData: true,
              },
              ...['Blue', 'Green'].flatMap((colour) => [
                query(`${colour.toLowerCase()}Requests`, 'RequestCount', 'Sum', colour),
                query(`${colour.toLowerCase()}Hosts`, 'HealthyHostCount', 'Average', colour),
              ]),
            ],
          },
        },
      },
    },
  },
  Outputs: {
    ...oneColour.Outputs,
    TestListener: { Value: ref('TestListener') },
    Hook: { Value: attribute('Hook', 'Arn') },
    Config: { Value: ref('Config') },
    Group: { Value: ref('TaskGroup') },
  },
});

const query = (Id: string, MetricName: string, Stat: string, colour: string) => ({
  Id,
  ReturnData: 'false',
  MetricStat: {
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName,
      Dimensions: [
        { Name: 'TargetGroup', Value: attribute(`${colour}Group`, 'TargetGroupFullName') },
        { Name: 'LoadBalancer', Value: attribute('LoadBalancer', 'LoadBalancerFullName') },
      ],
    },
    Stat,
  },
});
