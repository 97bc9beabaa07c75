import { deploymentErrors, type DeploymentError } from '../deployment/deployment-error.ts';
import type { FunctionPlan } from './plan.ts';

/** The alias as it is, which after a crash may be ahead of what was recorded. */
export interface AliasSight {
  version: string;
  /** A second version that gets a share. */
  additional?: { version: string };
  /** The version that traffic moves to is published. */
  incomingExists: boolean;
}

/**
 * Why a deployment must not touch the alias, or undefined. At its start the alias must be as the AppSpec says; from
 * then on it may serve the plan's two versions and no other: somebody else's choice is never overwritten.
 */
export function aliasError(
  plan: FunctionPlan,
  phase: 'Created' | 'Running',
  sight: AliasSight,
): DeploymentError | undefined {
  const { incomingVersion, outgoingVersion } = plan;
  const served = [sight.version, ...(sight.additional ? [sight.additional.version] : [])];
  if (served.some((version) => version !== incomingVersion && version !== outgoingVersion)) {
    return deploymentErrors.lambdaConfiguration(VERSION_MISMATCH);
  }
  if (!sight.incomingExists) {
    return deploymentErrors.lambdaConfiguration(`The Lambda function version ${incomingVersion} does not exist.`);
  }
  if (plan.kind === 'Rollback' || phase === 'Running') return undefined;
  if (sight.additional) {
    return deploymentErrors.lambdaConfiguration('The Lambda function alias shifts traffic between two versions.');
  }
  if (sight.version !== outgoingVersion) return deploymentErrors.lambdaConfiguration(VERSION_MISMATCH);
  if (incomingVersion === outgoingVersion && plan.steps.length > 1) return deploymentErrors.lambdaConfiguration();
  return undefined;
}

/** AWS's text: aws/serverless-application-model issue 291. */
const VERSION_MISMATCH = 'The Lambda function alias version does not match the current version in AppSpec file.';
