import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { EcsApplication, EcsDeploymentConfig, EcsDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema.ts';
import type { ShiftedListener } from '../listener/shifted-listener.ts';
import type { TargetGroupPair } from '../target-group/target-group-pair.ts';

export interface BlueGreenDeploymentProps {
  /** Name of application and deployment group. */
  readonly prefix: string;
  readonly service: FargateService;
  readonly role: IRole;
  readonly targetGroups: TargetGroupPair;
  readonly productionListener: ShiftedListener;
  readonly testListener: ShiftedListener;
  readonly release: Environment['release'];
  /** Of both groups; a release names those of its own group (overrideAlarmConfiguration). CodeDeploy takes ten. */
  readonly alarms: readonly Alarm[];
}

/** How traffic shifts: CodeDeploy's application and its one deployment group. */
export class BlueGreenDeployment extends Construct {
  readonly group: EcsDeploymentGroup;

  constructor(scope: Construct, id: string, props: BlueGreenDeploymentProps) {
    super(scope, id);
    const { prefix, targetGroups, release } = props;

    this.group = new EcsDeploymentGroup(this, 'Group', {
      application: new EcsApplication(this, 'Application', { applicationName: prefix }),
      deploymentGroupName: prefix,
      service: props.service,
      role: props.role,
      deploymentConfig: EcsDeploymentConfig.fromEcsDeploymentConfigName(this, 'Config', release.deploymentConfig),
      blueGreenDeploymentConfig: {
        blueTargetGroup: targetGroups.blue,
        greenTargetGroup: targetGroups.green,
        listener: props.productionListener,
        testListener: props.testListener,
        terminationWaitTime: Duration.minutes(release.instantRollbackMinutes),
      },
      alarms: [...props.alarms],
      // Alarms that cannot be read stop a release: what is not watched is not released.
      ignorePollAlarmsFailure: false,
      autoRollback: { failedDeployment: true, deploymentInAlarm: true, stoppedDeployment: true },
    });
  }
}

/** Known before the group exists, for those whose permissions name it. */
export const deploymentGroupArn = (scope: Construct, prefix: string) =>
  Stack.of(scope).formatArn({
    service: 'codedeploy',
    resource: 'deploymentgroup',
    resourceName: `${prefix}/${prefix}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
