import type {
  BatchResultErrorEntry,
  PublishBatchCommandInput,
  PublishBatchRequestEntry,
  PublishBatchResponse,
} from '@aws-sdk/client-sns';
import { AwsError } from '../../../kernel/aws-error.ts';
import { batchError } from '../../../runtime/notifications/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { SnsDependencies } from '../dependencies.ts';
import { fromMessage, required } from '../mapping.ts';

/** Entries fail one by one; the request fails when it has none, more than ten, or the same id twice. Source: PublishBatch. */
export const publishBatch =
  ({ topics }: SnsDependencies): Handler<PublishBatchCommandInput, PublishBatchResponse> =>
  ({ TopicArn, PublishBatchRequestEntries: entries = [] }) => {
    const { arn } = topics.get(required(TopicArn, 'TopicArn'));
    if (entries.length === 0)
      throw batchError('EmptyBatchRequestException', "The batch request doesn't contain any entries.");
    if (entries.length > 10)
      throw batchError(
        'TooManyEntriesInBatchRequestException',
        'The batch request contains more entries than permissible (more than 10).',
      );
    if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
      throw batchError(
        'BatchEntryIdsNotDistinctException',
        'Two or more batch entries in the request have the same Id.',
      );
    const results = entries.map((entry) => publishEntry(entry, (message) => topics.publish(arn, message)));
    return {
      Successful: results.flatMap((result) => ('MessageId' in result ? [result] : [])),
      Failed: results.flatMap((result) => ('Code' in result ? [result] : [])),
    };
  };

function publishEntry(
  entry: PublishBatchRequestEntry,
  publish: (message: ReturnType<typeof fromMessage>) => string,
): { Id: string | undefined; MessageId: string } | BatchResultErrorEntry {
  try {
    return { Id: entry.Id, MessageId: publish(fromMessage(entry)) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id: entry.Id, Code: 'InvalidParameter', Message: error.message, SenderFault: true };
  }
}
