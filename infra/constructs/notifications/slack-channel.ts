import { CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from '../../compliance/acknowledge.ts';
import type { Notifications } from '../../config/notifications-schema.ts';

export interface SlackChannelProps {
  readonly prefix: string;
  readonly slack: Exclude<Notifications['slack'], 'none'>;
  readonly topic: ITopic;
}

/** Shows a topic's messages in a channel. Who writes there can ask for metrics and alarms, and change nothing. */
export class SlackChannel extends Construct {
  constructor(scope: Construct, id: string, { prefix, slack, topic }: SlackChannelProps) {
    super(scope, id);
    const name = `${prefix}-alerts`;
    const role = new Role(this, 'Role', {
      roleName: `${prefix}-slack`,
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      inlinePolicies: {
        read: new PolicyDocument({
          statements: [
            new PolicyStatement({
              // With which it draws the metric of an alarm (Amazon Q Developer in chat applications, "Notification permissions").
              actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricStatistics'],
              resources: ['*'],
            }),
          ],
        }),
      },
    });
    acknowledge(role, {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'Reading metrics takes no resource; the guardrail lets nothing but reading CloudWatch through.',
    });
    new CfnSlackChannelConfiguration(this, 'Channel', {
      configurationName: name,
      slackWorkspaceId: slack.workspaceId,
      slackChannelId: slack.channelId,
      iamRoleArn: role.roleArn,
      snsTopicArns: [topic.topicArn],
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess').managedPolicyArn],
      loggingLevel: 'ERROR',
      userRoleRequired: false,
    });
  }
}
