import { Duration } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationProtocol, ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';

export interface TargetGroupPairProps {
  readonly prefix: string;
  readonly vpc: IVpc;
  /** Port of the container. */
  readonly port: number;
  readonly healthCheck: Environment['healthCheck'];
}

/** Seconds in which a deregistered target finishes what it has begun. */
const DEREGISTRATION_DELAY = Duration.seconds(30);

/** The two groups between which CodeDeploy moves traffic. The colours are names: which one is live changes with each release. */
export class TargetGroupPair extends Construct {
  readonly blue: ApplicationTargetGroup;
  readonly green: ApplicationTargetGroup;

  constructor(scope: Construct, id: string, props: TargetGroupPairProps) {
    super(scope, id);
    this.blue = this.group('Blue', props);
    this.green = this.group('Green', props);
  }

  private group(
    id: 'Blue' | 'Green',
    { prefix, vpc, port, healthCheck }: TargetGroupPairProps,
  ): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, id, {
      targetGroupName: `${prefix}-${id.toLowerCase()}`,
      vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port,
      deregistrationDelay: DEREGISTRATION_DELAY,
      healthCheck: {
        path: healthCheck.path,
        interval: Duration.seconds(healthCheck.intervalSeconds),
        timeout: Duration.seconds(healthCheck.timeoutSeconds),
        healthyThresholdCount: healthCheck.healthyThreshold,
        unhealthyThresholdCount: healthCheck.unhealthyThreshold,
        healthyHttpCodes: '200',
      },
    });
  }
}
