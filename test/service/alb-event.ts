import type { ALBEvent } from 'aws-lambda';

export type EventParts = Partial<ALBEvent> & Pick<ALBEvent, 'path'>;

/** What a load balancer sends a function (Lambda developer guide, "Process Application Load Balancer requests"). */
export const albEvent = (parts: EventParts): ALBEvent => ({
  requestContext: {
    elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/picus-dev-delete-item/0' },
  },
  httpMethod: 'DELETE',
  queryStringParameters: {},
  body: '',
  isBase64Encoded: false,
  ...(parts.multiValueHeaders === undefined ? { headers: {} } : {}),
  ...parts,
});
