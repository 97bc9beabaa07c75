import type * as client from '@aws-sdk/client-codedeploy';

import { errors } from '../../runtime/deployments/errors.ts';

type GroupInput = Partial<client.CreateDeploymentGroupCommandInput & client.UpdateDeploymentGroupCommandInput>;

/** Members for servers and Lambda, and triggers: refused by name where they would do nothing. Empty lists are no wish. */
export function refuseOtherPlatforms(input: GroupInput): void {
  const lists = [
    'ec2TagFilters',
    'onPremisesInstanceTagFilters',
    'autoScalingGroups',
    'triggerConfigurations',
  ] as const satisfies readonly (keyof GroupInput)[];
  for (const member of lists) {
    if ((input[member] ?? []).length > 0) throw errors.notRehearsed(member);
  }
  for (const member of ['ec2TagSet', 'onPremisesTagSet', 'outdatedInstancesStrategy'] as const) {
    if (input[member] !== undefined) throw errors.notRehearsed(member);
  }
  if (input.terminationHookEnabled) throw errors.notRehearsed('terminationHookEnabled');
}
