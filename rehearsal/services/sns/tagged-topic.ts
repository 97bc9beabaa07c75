import { AwsError } from '../../kernel/aws-error.ts';
import { resourceNotFound } from '../../runtime/notifications/errors.ts';
import type { Topic } from '../../runtime/notifications/topic.ts';
import type { SnsDependencies } from './dependencies.ts';
import { required } from './mapping.ts';

/** Operations on tags say ResourceNotFound where others say NotFound. Source: SNS API, TagResource. */
export function taggedTopic({ topics }: SnsDependencies, arn: string | undefined): Topic {
  try {
    return topics.get(required(arn, 'ResourceArn'));
  } catch (error) {
    throw error instanceof AwsError && error.code === 'NotFoundException' ? resourceNotFound() : error;
  }
}
