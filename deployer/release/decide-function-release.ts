import type { AliasRouting } from '../aws/gateways.ts';
import type { Wishes } from './decide-release.ts';
import { hasEnded, isRollback, releaseName, versionName, type Deployment } from './deployment.ts';
import type { FunctionTarget } from './function-target.ts';

/** What is known before anything is started. */
export interface FunctionState {
  routing: AliasRouting;
  /** The group's active deployment; CodeDeploy allows one. */
  active: Deployment | undefined;
}

export type FunctionReleaseDecision =
  | { kind: 'nothing-to-release'; message: string }
  | { kind: 'adopt'; deploymentId: string; message: string }
  | { kind: 'create'; currentVersion: string }
  | { kind: 'refuse'; message: string };

/** What `deploy` does with a function, given the state of its alias and deployment group. */
export function decideFunctionRelease(
  target: FunctionTarget,
  { routing, active }: FunctionState,
  { force }: Pick<Wishes, 'force'>,
): FunctionReleaseDecision {
  const { functionName, stack, version } = target;
  if (active && !hasEnded(active)) {
    if (isRollback(active)) {
      return refuse(
        `Deployment ${active.id} is rolling ${functionName} back. Wait for its end (deployer watch --stack ${stack}), then release.`,
      );
    }
    const what = releaseName(active);
    if (active.functionShift?.targetVersion === version)
      return {
        kind: 'adopt',
        deploymentId: active.id,
        message: `Deployment ${active.id} already releases ${what}: following it.`,
      };
    return refuse(
      `Deployment ${active.id} is releasing ${what} (${active.status}). A group runs one deployment at a time: ` +
        `wait for its end (deployer watch --stack ${stack}) or stop it (deployer stop --stack ${stack} --rollback).`,
    );
  }
  const { additional } = routing;
  if (additional && additional.percent > 0 && !force) {
    return refuse(
      `Alias ${target.alias} of ${functionName} gives ${additional.percent} % to version ${additional.version} and no deployment is active: ` +
        'an earlier release failed without a rollback. Release again with --force, or set the alias by hand.',
    );
  }
  if (routing.version === version && !additional) {
    return {
      kind: 'nothing-to-release',
      message: `Nothing to release: ${versionName(functionName, version)} already answers for ${target.alias}.`,
    };
  }
  return { kind: 'create', currentVersion: routing.version };
}

const refuse = (message: string): FunctionReleaseDecision => ({ kind: 'refuse', message });
