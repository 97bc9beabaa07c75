import { RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { Notifications } from '../../config/notifications-schema.ts';

/**
 * A line for people. To a chat it is a custom notification, as chat clients drop what they do not know (Amazon Q Developer in
 * chat applications, "Custom notifications"); mail shows its JSON then, and the line in it.
 */
export const notice = (line: string, { slack }: Notifications): RuleTargetInput =>
  slack === 'none'
    ? RuleTargetInput.fromText(line)
    : RuleTargetInput.fromObject({ version: '1.0', source: 'custom', content: { description: line } });
