import type { DescribeScheduledActionsResponse } from '@aws-sdk/client-application-auto-scaling';

/** There are none: PutScheduledAction is refused. */
export const describeScheduledActions = (): DescribeScheduledActionsResponse => ({ ScheduledActions: [] });
