import * as client from '@aws-sdk/client-sns';
import type { ServiceTable } from '../../wire/service-table.ts';
import type { SnsDependencies } from './dependencies.ts';
import { confirmSubscription } from './operations/confirm-subscription.ts';
import { createTopic } from './operations/create-topic.ts';
import { deleteTopic } from './operations/delete-topic.ts';
import { getSubscriptionAttributes } from './operations/get-subscription-attributes.ts';
import { getTopicAttributes } from './operations/get-topic-attributes.ts';
import { listSubscriptionsByTopic } from './operations/list-subscriptions-by-topic.ts';
import { listSubscriptions } from './operations/list-subscriptions.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { listTopics } from './operations/list-topics.ts';
import { publishBatch } from './operations/publish-batch.ts';
import { publish } from './operations/publish.ts';
import { setTopicAttributes } from './operations/set-topic-attributes.ts';
import { subscribe } from './operations/subscribe.ts';
import { tagResource } from './operations/tag-resource.ts';
import { unsubscribe } from './operations/unsubscribe.ts';
import { untagResource } from './operations/untag-resource.ts';

/** SNS: standard topics. Functions are invoked; what people would get is recorded. */
export function snsApi(dependencies: SnsDependencies): ServiceTable {
  return {
    name: 'sns',
    client,
    operations: {
      ConfirmSubscription: confirmSubscription(dependencies),
      CreateTopic: createTopic(dependencies),
      DeleteTopic: deleteTopic(dependencies),
      GetSubscriptionAttributes: getSubscriptionAttributes(dependencies),
      GetTopicAttributes: getTopicAttributes(dependencies),
      ListSubscriptions: listSubscriptions(dependencies),
      ListSubscriptionsByTopic: listSubscriptionsByTopic(dependencies),
      ListTagsForResource: listTagsForResource(dependencies),
      ListTopics: listTopics(dependencies),
      Publish: publish(dependencies),
      PublishBatch: publishBatch(dependencies),
      SetTopicAttributes: setTopicAttributes(dependencies),
      Subscribe: subscribe(dependencies),
      TagResource: tagResource(dependencies),
      Unsubscribe: unsubscribe(dependencies),
      UntagResource: untagResource(dependencies),
    },
    gaps: [
      'Nothing leaves the machine: mail and SMS are recorded in logs/notifications.ndjson, mail that nobody confirmed as pending; the token of a confirmation is there, too.',
      'Subscriptions over http, https, sqs, firehose and application, filter policies, dead-letter queues and raw delivery are refused; so are FIFO topics, binary message attributes and messages to a phone number.',
      "A topic's policy is asked for what services publish (alarms, rules), not for what a user or role does; conditions other than StringEquals, StringLike, ArnEquals, ArnLike and Bool are refused.",
      'Messages are not encrypted: of keys only alias/aws/sns is known, which keeps services from publishing as on AWS.',
      'Notifications to functions are not signed, and carry no URL to unsubscribe; delivery is tried once by SNS, then retried by Lambda as any asynchronous invocation.',
      'Unverified: the documents that alarms send to topics and functions, beyond what public examples show.',
      'Unverified: the texts of errors other than "Topic does not exist".',
    ],
  };
}
