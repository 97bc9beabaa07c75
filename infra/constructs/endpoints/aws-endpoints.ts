import { Stack } from 'aws-cdk-lib';
import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  SecurityGroup,
  SubnetType,
  type Vpc,
  type VpcEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';

export interface AwsEndpointsProps {
  /** First part of the tables' names. */
  readonly prefix: string;
  readonly vpc: Vpc;
  readonly environment: Environment;
}

/**
 * Ways from the VPC to AWS without the internet. S3 and DynamoDB have gateways in every environment: they cost nothing, and
 * image layers and items take no NAT gateway. The others have interfaces where there is no other way out, priced by the hour and
 * zone, so exactly those that are asked.
 *
 * The security group is there in any case. What reaches it says so in its own stack, before the first interface exists and
 * after the last: so a change of egress takes no export away from anybody, and nobody waits for a rule.
 */
export class AwsEndpoints extends Construct {
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { prefix, vpc, environment }: AwsEndpointsProps) {
    super(scope, id);
    const { region, account, partition } = Stack.of(this);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Interface endpoints: HTTPS from tasks and functions that name it; nothing out',
      allowAllOutbound: false,
    });

    // Made below the VPC, where they have always been: their logical ids are the VPC's.
    const s3 = vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    const dynamodb = vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
    // All that is fetched from S3 here (ECR user guide, "Create the Amazon S3 gateway endpoint": the least permissions).
    allow(s3, ['s3:GetObject'], `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`);
    allow(dynamodb, ['dynamodb:*'], `arn:${partition}:dynamodb:${region}:${account}:table/${prefix}-*`);

    if (environment.network.egress !== 'endpoints') return;
    for (const [name, service] of Object.entries(servicesFor(environment))) {
      const endpoint = vpc.addInterfaceEndpoint(name, {
        service,
        subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        securityGroups: [this.securityGroup],
        open: false,
      });
      endpoint.addToPolicy(
        new PolicyStatement({
          principals: [new AnyPrincipal()],
          actions: ['*'],
          resources: ['*'],
          // Nobody carries data out with credentials of another account.
          conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
        }),
      );
    }
  }
}

/**
 * Who asks what: ECS pulls the image (ECR) and sends its log; a task sends traces, and is started with the database's secret;
 * the hook finds the load balancer's addresses (EC2), asks for its targets (ELB) and reports (CodeDeploy). Roles' credentials
 * come from ECS and Lambda themselves, a function's log goes through neither VPC.
 */
function servicesFor({ observability, database }: Environment): Record<string, InterfaceVpcEndpointAwsService> {
  return {
    EcrApi: InterfaceVpcEndpointAwsService.ECR,
    EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
    Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    ...(observability.tracesSampledPercent > 0 && { XRay: InterfaceVpcEndpointAwsService.XRAY }),
    ...(database !== 'none' && { SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER }),
    Ec2: InterfaceVpcEndpointAwsService.EC2,
    ElasticLoadBalancing: InterfaceVpcEndpointAwsService.ELASTIC_LOAD_BALANCING,
    CodeDeploy: InterfaceVpcEndpointAwsService.CODEDEPLOY,
  };
}

function allow(
  endpoint: VpcEndpoint & { addToPolicy(statement: PolicyStatement): void },
  actions: string[],
  resource: string,
): void {
  endpoint.addToPolicy(new PolicyStatement({ principals: [new AnyPrincipal()], actions, resources: [resource] }));
}
