import type { Scope } from '../../kernel/scope.ts';
import type { ComputePlatform, GroupOf } from './deployment-group.ts';
import type { DeploymentConfig } from './deployment-configs.ts';
import type { DeploymentProcess } from './deployment-process.ts';
import type { CommonRequestFacts, DeploymentRecord } from './deployment-record.ts';

/** All that differs between the compute platforms' deployments. */
export interface DeploymentPlatform<P extends ComputePlatform> {
  /** Reads a revision's AppSpec and refuses what CreateDeployment refuses. */
  read(scope: Scope, group: GroupOf<P>, content: string): PreparedRevision<P>;
  process(record: DeploymentRecord<P>): DeploymentProcess;
  /** The deployment that rolls an ended one back, not begun yet; undefined when it is not rolled back. */
  rollback(ended: DeploymentRecord<P>): DeploymentRecord<P> | undefined;
  /** Calls `wake` when something of the world changes; returns the end of it. */
  watch(wake: () => void): () => void;
}

interface PreparedRevision<P extends ComputePlatform> {
  /** Fixes all that the deployment will do. */
  begin(facts: CommonRequestFacts, config: DeploymentConfig, rollbackDeploymentId: string): DeploymentRecord<P>;
}

/** What a rollback takes over from the deployment that it rolls back. */
export function rollbackFacts<P extends ComputePlatform>(
  { request }: DeploymentRecord<P>,
  rollback: { deploymentId: string; configName: string },
): CommonRequestFacts {
  const { scope, autoRollback, alarms, revision, previousRevision } = request;
  return {
    ...rollback,
    scope,
    creator: 'codeDeployRollback',
    revision: previousRevision ?? revision,
    previousRevision: revision,
    autoRollback,
    alarms,
  };
}
