import type { Scope } from '../../kernel/scope.ts';

export interface PseudoParameterFacts {
  scope: Scope;
  stackId: string;
  stackName: string;
  notificationArns?: readonly string[];
}

/** Source: CloudFormation user guide, "Pseudo parameters reference". `AWS::NoValue` is `resolve`'s own. */
export const pseudoParameters = ({
  scope,
  stackId,
  stackName,
  notificationArns = [],
}: PseudoParameterFacts): Record<string, unknown> => ({
  'AWS::AccountId': scope.account,
  'AWS::NotificationARNs': [...notificationArns],
  'AWS::Partition': 'aws',
  'AWS::Region': scope.region,
  'AWS::StackId': stackId,
  'AWS::StackName': stackName,
  'AWS::URLSuffix': 'amazonaws.com',
});
