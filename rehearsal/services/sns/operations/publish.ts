import type { PublishCommandInput, PublishResponse } from '@aws-sdk/client-sns';
import { notRehearsed } from '../../../runtime/notifications/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { fromMessage, required } from '../mapping.ts';

export const publish =
  ({ topics }: SnsDependencies): Handler<PublishCommandInput, PublishResponse> =>
  (input) => {
    if (input.PhoneNumber !== undefined) throw notRehearsed('messages to a PhoneNumber without a topic');
    const topicArn = required(
      input.TopicArn ?? input.TargetArn,
      'TopicArn or TargetArn Reason: no value for required parameter',
    );
    return { MessageId: topics.publish(topicArn, fromMessage(input)) };
  };
