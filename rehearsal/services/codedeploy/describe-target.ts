import type * as client from '@aws-sdk/client-codedeploy';

import type { CodeDeploy } from '../../runtime/deployments/codedeploy.ts';
import { byPlatform, type DeploymentRecord } from '../../runtime/deployments/deployment-record.ts';
import { errors } from '../../runtime/deployments/errors.ts';
import { functionTarget, serviceTarget, targetIdOf } from './target-mapping.ts';

/** The one target of a deployment, if that is the one asked for. */
export function describeTarget(
  { deployments }: CodeDeploy,
  record: DeploymentRecord,
  targetId: string | undefined,
): client.DeploymentTarget {
  if (!targetId) throw errors.targetIdRequired();
  if (targetId !== targetIdOf(record)) throw errors.targetDoesNotExist(targetId);
  return byPlatform(record, {
    ECS: (one) => serviceTarget(one, deployments.taskSetsOf(one)),
    Lambda: functionTarget,
  });
}
