import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Notifications } from '../../config/notifications-schema.ts';
import { SlackChannel } from './slack-channel.ts';

export interface AlertTopicProps {
  /** First part of the names of topic, key and channel. */
  readonly prefix: string;
  readonly notifications: Notifications;
}

/**
 * One topic that people read. Encrypted by a key of its own: under the key that AWS manages for SNS alarms and rules cannot
 * publish, as nobody can change its policy to let them (SNS developer guide, "Key management").
 */
export class AlertTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { prefix, notifications }: AlertTopicProps) {
    super(scope, id);
    const key = new Key(this, 'Key', {
      alias: `${prefix}-alerts`,
      description: `Messages of the topic ${prefix}-alerts`,
      enableKeyRotation: true,
      // Messages are not kept, so nothing is ever decrypted later.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const topic = new Topic(this, 'Topic', {
      topicName: alertTopicName(prefix),
      displayName: `${prefix} alerts`,
      masterKey: key,
      enforceSSL: true,
    });
    this.topic = topic;

    // A policy replaces the default one, which let the account's alarms in. Rules get in by being given the topic as a target,
    // and without a condition: EventBridge supports none in policies of topics (user guide, "Troubleshooting").
    const alarms = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    };
    const [publish, encrypt] = [['sns:Publish'], ['kms:Decrypt', 'kms:GenerateDataKey']];
    topic.addToResourcePolicy(new PolicyStatement({ ...alarms, actions: publish, resources: [topic.topicArn] }));
    key.addToResourcePolicy(new PolicyStatement({ ...alarms, actions: encrypt, resources: ['*'] }));

    for (const address of notifications.emails) topic.addSubscription(new EmailSubscription(address));
    if (notifications.slack !== 'none') new SlackChannel(this, 'Slack', { prefix, slack: notifications.slack, topic });
  }
}

/** Fixed, so that what is deployed before the topic can name it. */
export const alertTopicName = (prefix: string): string => `${prefix}-alerts`;
