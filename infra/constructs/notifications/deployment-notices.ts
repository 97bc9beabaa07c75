import { EventField, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Notifications } from '../../config/notifications-schema.ts';
import { notice } from './notice.ts';

export interface DeploymentNoticesProps {
  readonly prefix: string;
  /** CodeDeploy applications. */
  readonly applications: readonly string[];
  readonly topic: ITopic;
  readonly notifications: Notifications;
}

/** How deployments ended, wherever they were started: the pipeline is not the only one that can. */
export class DeploymentNotices extends Construct {
  constructor(scope: Construct, id: string, { prefix, applications, topic, notifications }: DeploymentNoticesProps) {
    super(scope, id);
    const field = (name: string) => EventField.fromPath(`$.detail.${name}`);
    const line = `Deployment ${field('deploymentId')} of ${field('application')} (group ${field('deploymentGroup')}, ${field('region')}) ended: ${field('state')}`;
    new Rule(this, 'Rule', {
      ruleName: `${prefix}-deployments`,
      description: 'Tells people how deployments ended',
      eventPattern: {
        source: ['aws.codedeploy'],
        detailType: ['CodeDeploy Deployment State-change Notification'],
        detail: { application: [...applications], state: ['FAILURE', 'STOP', 'SUCCESS'] },
      },
      targets: [new SnsTopic(topic, { message: notice(line, notifications) })],
    });
  }
}
