import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import { FirewallLog } from './firewall-log.ts';
import { firewallRules } from './firewall-rules.ts';

export interface WebFirewallProps {
  /** Name of the web ACL, and of it in metrics. */
  readonly prefix: string;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly firewall: Environment['firewall'];
  readonly logDays: Environment['service']['logDays'];
}

/**
 * What never reaches the load balancer's targets. A web ACL sees every listener, the test listener too: its few requests come
 * from inside with a user agent, which no rule holds against them.
 */
export class WebFirewall extends Construct {
  readonly webAcl: CfnWebACL;
  readonly association: CfnWebACLAssociation;
  readonly log: FirewallLog;

  constructor(scope: Construct, id: string, { prefix, loadBalancer, firewall, logDays }: WebFirewallProps) {
    super(scope, id);
    this.webAcl = new CfnWebACL(this, 'WebAcl', {
      name: prefix,
      description: 'Reputation, rate, known bad inputs and common attacks',
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: prefix },
      rules: [...firewallRules(firewall)],
    });
    this.association = new CfnWebACLAssociation(this, 'Association', {
      resourceArn: loadBalancer.loadBalancerArn,
      webAclArn: this.webAcl.attrArn,
    });
    this.log = new FirewallLog(this, 'Log', { prefix, webAcl: this.webAcl, logDays });
  }
}
