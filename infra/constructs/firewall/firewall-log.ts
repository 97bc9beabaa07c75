import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, type CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';

export interface FirewallLogProps {
  readonly prefix: string;
  readonly webAcl: CfnWebACL;
  readonly logDays: Environment['service']['logDays'];
}

/** Headers whose values let a reader act as their sender. */
const SECRET_HEADERS = ['authorization', 'cookie'];

/**
 * What was blocked or counted, without secrets; the load balancer's access log has all requests. WAF wants this prefix in the
 * group's name (WAF developer guide, "Sending web ACL traffic logs to a CloudWatch Logs log group").
 */
export class FirewallLog extends Construct {
  readonly configuration: CfnLoggingConfiguration;

  constructor(scope: Construct, id: string, { prefix, webAcl, logDays }: FirewallLogProps) {
    super(scope, id);
    const { logGroupName } = new LogGroup(this, 'Group', {
      logGroupName: `aws-waf-logs-${prefix}`,
      retention: logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Without the `:*` that a log group's own attribute ends in.
    const destination = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.configuration = new CfnLoggingConfiguration(this, 'Configuration', {
      resourceArn: webAcl.attrArn,
      logDestinationConfigs: [destination],
      redactedFields: SECRET_HEADERS.map((name) => ({ singleHeader: { Name: name } })),
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: ['BLOCK', 'COUNT'].map((Action) => ({ ActionCondition: { Action } })),
          },
        ],
      },
    });
  }
}
