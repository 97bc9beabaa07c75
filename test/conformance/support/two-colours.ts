import { WEB_REPOSITORY } from './images/build-web.ts';

const ref = (Ref: string) => ({ Ref });
const attribute = (name: string, key: string) => ({ 'Fn::GetAtt': [name, key] });

/** A template of what answers on one load balancer in two colours: `/` says which. Both services run a task. */
export const twoColours = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    ...subnet('A', 0),
    ...subnet('B', 1),
    LoadBalancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Name: 'colours', Scheme: 'internal', Subnets: [ref('SubnetA'), ref('SubnetB')] },
    },
    ...group('Blue'),
    ...group('Green'),
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: ref('LoadBalancer'),
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: ref('BlueGroup'), Weight: 1 },
                { TargetGroupArn: ref('GreenGroup'), Weight: 0 },
              ],
            },
          },
        ],
      },
    },
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'main' } },
    ...service('Blue'),
    ...service('Green'),
    Colours: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/colours', Type: 'StringList', Value: 'blue,green' } },
  },
  Outputs: {
    Listener: { Value: ref('Listener') },
    BlueGroup: { Value: ref('BlueGroup') },
    GreenGroup: { Value: ref('GreenGroup') },
    Name: { Value: attribute('LoadBalancer', 'DNSName') },
    SubnetA: { Value: ref('SubnetA'), Export: { Name: 'subnet' } },
  },
};

/** The same with the blue service alone: the green group is free for a release. */
export const oneColour = {
  ...twoColours,
  Resources: Object.fromEntries(
    Object.entries(twoColours.Resources).filter(([id]) => id !== 'GreenTask' && id !== 'GreenService'),
  ),
};

/** A template whose service never is steady: its image does not exist. */
export const neverSteady = {
  Resources: {
    Made: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/made', Type: 'String', Value: 'before' } },
    ...service('Grey', { image: 'missing', group: 'blue', subnet: { 'Fn::ImportValue': 'subnet' } }),
  },
  Parameters: { BlueGroup: { Type: 'String' } },
};

function subnet(zone: string, index: number) {
  const CidrBlock = `10.0.${index}.0/24`;
  const AvailabilityZone = `eu-west-1${zone.toLowerCase()}`;
  return {
    [`Subnet${zone}`]: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock, AvailabilityZone } },
  };
}

function group(colour: string) {
  return {
    [`${colour}Group`]: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: {
        Name: colour.toLowerCase(),
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: ref('Vpc'),
        TargetType: 'ip',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        HealthyThresholdCount: 2,
      },
    },
  };
}

function container(colour: string, tag = '1') {
  return {
    Name: 'app',
    Image: `${WEB_REPOSITORY}:${tag}`,
    Essential: true,
    Environment: [{ Name: 'GREETING', Value: colour }],
    PortMappings: [{ ContainerPort: 8080 }],
  };
}

function service(colour: string, more: { image?: string; group?: string; subnet?: object } = {}) {
  const name = colour.toLowerCase();
  const subnets = more.subnet ? [more.subnet] : [ref('SubnetA'), ref('SubnetB')];
  return {
    [`${colour}Task`]: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Family: name,
        ContainerDefinitions: [container(name, more.image)],
        Cpu: '256',
        Memory: '512',
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
      },
    },
    [`${colour}Service`]: {
      Type: 'AWS::ECS::Service',
      ...(!more.group && { DependsOn: 'Listener' }),
      Properties: {
        Cluster: 'main',
        ServiceName: name,
        TaskDefinition: ref(`${colour}Task`),
        DesiredCount: 1,
        DeploymentController: { Type: 'CODE_DEPLOY' },
        LaunchType: 'FARGATE',
        LoadBalancers: [
          {
            TargetGroupArn: ref(more.group ? 'BlueGroup' : `${colour}Group`),
            ContainerName: 'app',
            ContainerPort: 8080,
          },
        ],
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnets } },
      },
    },
  };
}
