/** What an AWS service, and no person or role, publishes to a topic. */
export interface ServicePublication {
  topicArn: string;
  /** For example `cloudwatch.amazonaws.com`. */
  principal: string;
  /** The resource on whose behalf it publishes. */
  sourceArn: string;
  /** The account of that resource, as the condition key `aws:SourceOwner` says it; only alarms send it. */
  sourceOwner?: string;
  subject?: string;
  message: string;
}

/** Topics as other services use them. */
export interface TopicPublisher {
  /** Throws AwsError when there is no such topic, or when its policy or its key does not let the service. */
  publishFor(publication: ServicePublication): void;
}
