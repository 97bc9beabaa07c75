import { Duration, type CfnOutput } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { SubnetType, type ISecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerInsights, DeploymentControllerType, FargateService } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { ServiceImage } from '../config/service-image.ts';
import type { RelationalDatabase } from '../constructs/database/relational-database.ts';
import { TaskAccess } from '../constructs/database/task-access.ts';
import { BlueGreenDeployment, deploymentGroupArn } from '../constructs/release/blue-green-deployment.ts';
import { codeDeployRole } from '../constructs/release/codedeploy-role.ts';
import { MINUTES_TO_JUDGE } from '../constructs/release/comparison-alarms.ts';
import { RollbackAlarms } from '../constructs/release/rollback-alarms.ts';
import { VerifyGreen } from '../constructs/release/verify-green.ts';
import { scaleService } from '../constructs/scaling/scale-service.ts';
import { ServiceTask } from '../constructs/task/service-task.ts';
import type { Edge } from './edge.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

export interface ServiceProps extends EnvironmentStackProps {
  readonly vpc: IVpc;
  /** Security group of the interface endpoints. */
  readonly endpoints: ISecurityGroup;
  readonly edge: Edge;
  readonly items: ITable;
  readonly database: RelationalDatabase | undefined;
  readonly image: ServiceImage;
  readonly containerPort: number;
  readonly release: string | undefined;
}

const CONTAINER_NAME = 'app';

/** What runs, and how a new version of it takes over. */
export class Service extends EnvironmentStack {
  /** What clients write before the path. */
  readonly url: CfnOutput;

  constructor(
    scope: Construct,
    id: string,
    { vpc, endpoints, edge, items, database, image, containerPort, release, ...props }: ServiceProps,
  ) {
    super(scope, id, props);
    const { prefix, config } = this;
    const { targetGroups, productionListener, testListener, loadBalancer, taskSecurityGroup } = edge;

    const cluster = new Cluster(this, 'Cluster', {
      clusterName: prefix,
      vpc,
      containerInsightsV2: ContainerInsights.ENABLED,
    });
    const task = new ServiceTask(this, 'Task', {
      prefix,
      environment: config,
      image,
      containerName: CONTAINER_NAME,
      containerPort,
      items,
      database,
      metricsNamespace: props.app,
      release,
    });
    if (database) new TaskAccess(this, 'DatabaseAccess', { database, tasks: taskSecurityGroup });
    // Frozen after its creation: CloudFormation sends every property with any change, and ECS refuses most of them under
    // CODE_DEPLOY. What changes later travels in each release's AppSpec.
    const service = new FargateService(this, 'Service', {
      serviceName: prefix,
      cluster,
      taskDefinition: task.definition,
      deploymentController: { type: DeploymentControllerType.CODE_DEPLOY },
      desiredCount: config.service.desiredCount,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS, availabilityZones: config.service.zonesAtCreation },
      securityGroups: [taskSecurityGroup],
      assignPublicIp: false,
      healthCheckGracePeriod: graceBeforeFirstVerdict(config.healthCheck),
    });
    service.attachToApplicationTargetGroup(targetGroups.blue);
    scaleService(this, 'Scaling', { prefix, service, loadBalancer, targetGroups, limits: config.service });

    const hook = new VerifyGreen(this, 'VerifyGreen', {
      prefix,
      vpc,
      cidr: config.network.cidr,
      loadBalancer,
      productionListener,
      testListener,
      hostName: edge.hostName,
      targetGroups,
      reach: { egress: config.network.egress, endpoints },
      deploymentGroupArn: deploymentGroupArn(this, prefix),
      access: config.access,
    });
    const alarms = (colour: 'blue' | 'green') =>
      new RollbackAlarms(this, colour === 'blue' ? 'BlueAlarms' : 'GreenAlarms', {
        prefix: `${prefix}-${colour}`,
        loadBalancer,
        targetGroup: targetGroups[colour],
        other: targetGroups[colour === 'blue' ? 'green' : 'blue'],
        thresholds: config.release.alarms,
      }).all;
    const [blueAlarms, greenAlarms] = [alarms('blue'), alarms('green')];

    const { group } = new BlueGreenDeployment(this, 'Deployment', {
      prefix,
      service,
      role: codeDeployRole(this, 'CodeDeployRole', {
        prefix,
        taskRoles: [task.taskRole, task.executionRole],
        hookArns: [hook.function.functionArn],
      }).withoutPolicyUpdates(),
      targetGroups,
      productionListener,
      testListener,
      release: config.release,
      alarms: [...blueAlarms, ...greenAlarms],
    });

    const privateSubnets = vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS });
    const list = (values: readonly string[]) => values.join(',');
    const outputs = this.outputs({
      ClusterName: cluster.clusterName,
      ServiceName: service.serviceName,
      TaskDefinitionArn: task.definition.taskDefinitionArn,
      ContainerName: CONTAINER_NAME,
      ContainerPort: String(containerPort),
      ApplicationName: group.application.applicationName,
      DeploymentGroupName: group.deploymentGroupName,
      DeploymentConfigName: config.release.deploymentConfig,
      SubnetIds: list(privateSubnets.subnetIds),
      SecurityGroupIds: taskSecurityGroup.securityGroupId,
      VerifyGreenFunctionArn: hook.function.functionArn,
      BlueTargetGroupArn: targetGroups.blue.targetGroupArn,
      GreenTargetGroupArn: targetGroups.green.targetGroupArn,
      ProductionListenerArn: productionListener.listenerArn,
      TestListenerArn: testListener.listenerArn,
      BlueAlarmNames: list(blueAlarms.map(({ alarmName }) => alarmName)),
      GreenAlarmNames: list(greenAlarms.map(({ alarmName }) => alarmName)),
      RequestsToCompare: String(config.release.alarms.worseThanOther.minimumRequests),
      MinutesToCompare: String(MINUTES_TO_JUDGE),
      LoadBalancerDnsName: loadBalancer.loadBalancerDnsName,
      Url: edge.url,
    });
    this.url = outputs.Url;
  }
}

/**
 * Shorter than the first unhealthy verdict: the grace period hides verdicts from ECS, and with the CDK's 60 s a release has
 * been seen to go on to targets that the load balancer held unhealthy.
 */
function graceBeforeFirstVerdict({
  intervalSeconds,
  unhealthyThreshold,
}: {
  intervalSeconds: number;
  unhealthyThreshold: number;
}) {
  return Duration.seconds(intervalSeconds * (unhealthyThreshold - 1));
}
