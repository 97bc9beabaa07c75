import type { DeleteTopicCommandInput } from '@aws-sdk/client-sns';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { required } from '../mapping.ts';

export const deleteTopic =
  ({ topics }: SnsDependencies): Handler<DeleteTopicCommandInput, void> =>
  ({ TopicArn }) =>
    topics.delete(required(TopicArn, 'TopicArn'));
