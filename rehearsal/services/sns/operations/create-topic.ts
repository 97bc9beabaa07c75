import type { CreateTopicCommandInput, CreateTopicResponse } from '@aws-sdk/client-sns';
import { notRehearsed } from '../../../runtime/notifications/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { fromTags, required } from '../mapping.ts';

export const createTopic =
  ({ topics }: SnsDependencies): Handler<CreateTopicCommandInput, CreateTopicResponse> =>
  ({ Name, Attributes = {}, Tags, DataProtectionPolicy }, { scope }) => {
    if (DataProtectionPolicy !== undefined) throw notRehearsed('DataProtectionPolicy');
    return { TopicArn: topics.create(scope, required(Name, 'Topic Name'), Attributes, fromTags(Tags)).arn };
  };
