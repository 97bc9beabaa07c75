import type * as client from '@aws-sdk/client-codedeploy';

import type { Scope } from '../../kernel/scope.ts';
import type { CodeDeploy } from '../../runtime/deployments/codedeploy.ts';
import type { DeploymentGroup } from '../../runtime/deployments/deployment-group.ts';
import { groupInfo } from './mapping.ts';

/** A group with its last deployments. */
export const describeGroup = (
  { deployments }: CodeDeploy,
  scope: Scope,
  group: DeploymentGroup,
): client.DeploymentGroupInfo =>
  groupInfo(group, {
    attempted: deployments.lastAttempted(scope, group),
    successful: deployments.lastSuccessful(scope, group),
  });
