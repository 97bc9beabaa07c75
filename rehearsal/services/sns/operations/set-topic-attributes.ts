import type { SetTopicAttributesCommandInput } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const setTopicAttributes =
  ({ topics }: SnsDependencies): Handler<SetTopicAttributesCommandInput, void> =>
  ({ TopicArn, AttributeName, AttributeValue = '' }) => {
    topics.setAttributes(required(TopicArn, 'TopicArn'), {
      [required(AttributeName, 'AttributeName')]: AttributeValue,
    });
  };
