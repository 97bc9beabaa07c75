import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface AliasHandlerProps {
  readonly prefix: string;
  /** Whose aliases it makes. */
  readonly functions: readonly IFunction[];
}

/** Role and log of the function that makes a stack's ShiftedAliases; the CDK has one such function a stack. */
export class AliasHandler extends Construct {
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { prefix, functions }: AliasHandlerProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${prefix}/alias`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      roleName: `${prefix}-alias`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        aliases: new PolicyDocument({
          statements: [
            // An alias' actions name its function (service authorization reference, Lambda).
            new PolicyStatement({
              actions: ['lambda:CreateAlias', 'lambda:DeleteAlias'],
              resources: functions.map(({ functionArn }) => functionArn),
            }),
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [this.logGroup.logGroupArn],
            }),
          ],
        }),
      },
    });
  }
}
