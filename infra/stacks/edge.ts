import type { ISecurityGroup, IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Port } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PublicDomain } from '../constructs/domain/public-domain.ts';
import { describePrefixLists, GatewayAddresses } from '../constructs/endpoints/gateway-addresses.ts';
import { reachAws } from '../constructs/endpoints/reach-aws.ts';
import { WebFirewall } from '../constructs/firewall/web-firewall.ts';
import { allOnBlue } from '../constructs/listener/forwarded-group.ts';
import { ListenerHandler } from '../constructs/listener/listener-handler.ts';
import { LiveWeights } from '../constructs/listener/live-weights.ts';
import { ShiftedListener } from '../constructs/listener/shifted-listener.ts';
import { PublicLoadBalancer } from '../constructs/load-balancer/public-load-balancer.ts';
import { TargetGroupPair } from '../constructs/target-group/target-group-pair.ts';
import { EnvironmentStack, type EnvironmentStackProps } from './environment-stack.ts';

export interface EdgeProps extends EnvironmentStackProps {
  readonly vpc: IVpc;
  /** Security group of the interface endpoints. */
  readonly endpoints: ISecurityGroup;
  readonly accessLogs: IBucket;
  readonly containerPort: number;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const TEST_PORT = 9000;

/**
 * How traffic comes in. Load balancer and target groups are frozen like the service: their names are fixed, and a replacement
 * would have the same.
 *
 * Port 80 has a listener in every environment, which carries production where there is no domain. A domain brings a second one
 * for HTTPS, which starts with what the first has live at that moment; the stacks behind this one then give it its rules and
 * CodeDeploy, and only then send clients of the first over (HttpsRedirect). No port is closed on the way, and the first
 * listener's weights, which nobody asks for any more, stay where that moment left them.
 */
export class Edge extends EnvironmentStack {
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly taskSecurityGroup: SecurityGroup;
  readonly targetGroups: TargetGroupPair;
  /** The one whose traffic a release shifts. */
  readonly productionListener: ShiftedListener;
  readonly testListener: ShiftedListener;
  /** Set where clients of HTTP are to be sent to HTTPS: from where, and to which name. */
  readonly redirect: { readonly listener: ShiftedListener; readonly hostName: string } | undefined;
  readonly firewall: WebFirewall;
  /** What clients write before the path. */
  readonly url: string;
  /** The name that clients send, in Host and as a server name. */
  readonly hostName: string;

  constructor(scope: Construct, id: string, { vpc, endpoints, accessLogs, containerPort, ...props }: EdgeProps) {
    super(scope, id, props);
    const { prefix, config } = this;
    const domain = config.domain === 'none' ? undefined : new PublicDomain(this, 'Domain', { domain: config.domain });

    const { alb, taskSecurityGroup } = new PublicLoadBalancer(this, 'LoadBalancer', {
      prefix,
      vpc,
      cidr: config.network.cidr,
      accessLogs,
      protected: config.protected,
      ports: {
        public: domain ? [HTTP_PORT, HTTPS_PORT] : [HTTP_PORT],
        test: TEST_PORT,
        container: containerPort,
      },
    });
    this.loadBalancer = alb;
    this.taskSecurityGroup = taskSecurityGroup;
    this.targetGroups = new TargetGroupPair(this, 'TargetGroups', {
      prefix,
      vpc,
      port: containerPort,
      healthCheck: config.healthCheck,
    });
    const { egress } = config.network;
    const onlyEndpoints = egress === 'endpoints';
    const handler = new ListenerHandler(this, 'ListenerHandler', {
      prefix,
      loadBalancer: alb,
      more: onlyEndpoints ? [describePrefixLists(config.region)] : [],
    });
    reachAws(taskSecurityGroup, { egress, endpoints });
    if (onlyEndpoints) {
      const { s3, dynamodb } = new GatewayAddresses(this, 'GatewayAddresses', { handler });
      taskSecurityGroup.addEgressRule(s3, Port.tcp(443), 'image layers through the gateway');
      taskSecurityGroup.addEgressRule(dynamodb, Port.tcp(443), 'items through the gateway');
    }

    const certificateArn = domain?.certificateArn;
    const common = { handler, loadBalancer: alb };
    const firstGroups = allOnBlue(this.targetGroups);
    const http = new ShiftedListener(this, 'HttpListener', {
      ...common,
      port: HTTP_PORT,
      certificateArn: undefined,
      firstGroups,
    });
    this.testListener = new ShiftedListener(this, 'TestListener', {
      ...common,
      port: TEST_PORT,
      certificateArn,
      firstGroups,
    });
    this.productionListener = domain
      ? new ShiftedListener(this, 'HttpsListener', {
          ...common,
          port: HTTPS_PORT,
          certificateArn,
          firstGroups: new LiveWeights(this, 'LiveWeights', { handler, listener: http }).groups,
        })
      : http;
    domain?.leadTo(alb);
    this.redirect = domain && { listener: http, hostName: domain.hostName };
    this.hostName = domain?.hostName ?? alb.loadBalancerDnsName;
    this.url = `${domain ? 'https' : 'http'}://${this.hostName}`;

    this.firewall = new WebFirewall(this, 'Firewall', {
      prefix,
      loadBalancer: alb,
      firewall: config.firewall,
      logDays: config.service.logDays,
    });
  }
}
