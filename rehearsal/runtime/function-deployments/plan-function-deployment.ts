import { trafficSteps } from '../../domain/deployment/traffic-plan.ts';
import { incomingGets } from '../../domain/deployment/weights.ts';
import type { FunctionAppSpec } from '../../domain/function-deployment/app-spec.ts';
import type { FunctionReplacementPlan } from '../../domain/function-deployment/plan.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { DeploymentConfig } from '../deployments/deployment-configs.ts';
import type { AlarmConfiguration, AutoRollback } from '../deployments/deployment-group.ts';
import { stopRules } from '../deployments/plan-deployment.ts';
import type { DeploymentSettings } from '../deployments/settings.ts';

interface FunctionPlanInput {
  deploymentId: string;
  rollbackDeploymentId: string;
  config: DeploymentConfig;
  appSpec: FunctionAppSpec;
  autoRollback: AutoRollback;
  alarms: AlarmConfiguration;
}

const MINUTE_MS = 60_000;

/** Fixes everything a deployment of a function will do. Waits are scaled here, once. */
export function planFunctionDeployment(
  input: FunctionPlanInput,
  { clock, settings }: { clock: Clock; settings: DeploymentSettings },
): FunctionReplacementPlan {
  const { appSpec, config, deploymentId } = input;
  return {
    kind: 'Replacement',
    deploymentId,
    functionName: appSpec.functionName,
    aliasName: appSpec.aliasName,
    incomingVersion: appSpec.targetVersion,
    outgoingVersion: appSpec.currentVersion,
    start: incomingGets(0),
    steps: trafficSteps(config.routing, clock.toReal(MINUTE_MS)),
    hooks: appSpec.hooks,
    waits: {
      createdMs: clock.toReal(settings.createdSeconds * 1000),
      // One hour. Source: CodeDeploy user guide, reference-appspec-file-structure-hooks.
      hookMs: clock.toReal(60 * MINUTE_MS),
    },
    rollBackUnshifted: settings.rollBackUnshifted,
    ...stopRules(input),
  };
}
