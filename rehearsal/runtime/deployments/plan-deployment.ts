import type { AppSpec } from '../../domain/deployment/app-spec.ts';
import type { ReplacementPlan, Waits } from '../../domain/deployment/plan.ts';
import { trafficSteps } from '../../domain/deployment/traffic-plan.ts';
import { sharesOf, type Weights } from '../../domain/deployment/weights.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { DeploymentConfig } from './deployment-configs.ts';
import type { AlarmConfiguration, AutoRollback, EcsDeploymentGroup, RollbackEvent } from './deployment-group.ts';
import type { LivePorts, LiveService } from './live-service.ts';
import type { DeploymentSettings } from './settings.ts';

export interface PlanInput {
  scope: Scope;
  deploymentId: string;
  rollbackDeploymentId: string;
  group: EcsDeploymentGroup;
  config: DeploymentConfig;
  appSpec: AppSpec;
  live: LiveService;
  autoRollback: AutoRollback;
  alarms: AlarmConfiguration;
}

const MINUTE_MS = 60_000;

/** Fixes everything a deployment will do. Waits are scaled here, once; see `Plan`. */
export function planDeployment(
  input: PlanInput,
  { clock, listeners, settings }: { clock: Clock; settings: DeploymentSettings } & Pick<LivePorts, 'listeners'>,
): ReplacementPlan {
  const { scope, group, config, live } = input;
  const minute = clock.toReal(MINUTE_MS);
  const startOf = (listenerArn: string): Weights => {
    const groups = listeners.read(scope, listenerArn);
    const weightOf = (arn: string) => groups.find(({ targetGroupArn }) => targetGroupArn === arn)?.weight ?? 0;
    return sharesOf(weightOf(live.green.arn), weightOf(live.blue.arn));
  };
  const { productionListenerArn, testListenerArn } = group.pair;
  return {
    kind: 'Replacement',
    deploymentId: input.deploymentId,
    incoming: { targetGroupArn: live.green.arn },
    outgoing: { targetGroupArn: live.blue.arn, taskSetId: live.primary.id },
    leftovers: live.facts.taskSets
      .filter(({ status, targetGroupArn }) => status === 'ACTIVE' && targetGroupArn === live.green.arn)
      .map(({ id }) => id),
    production: { listenerArn: productionListenerArn, start: startOf(productionListenerArn) },
    ...(testListenerArn !== undefined && {
      test: { listenerArn: testListenerArn, start: startOf(testListenerArn) },
    }),
    steps: trafficSteps(config.routing, minute),
    hooks: input.appSpec.hooks,
    waits: waitsOf(clock, settings),
    shiftToUnhealthy: settings.shiftToUnhealthy,
    ...(group.ready.action === 'STOP_DEPLOYMENT' && {
      readyGate: {
        before: settings.readyGateBefore,
        waitMs: group.ready.waitMinutes * minute,
        waitMinutes: group.ready.waitMinutes,
      },
    }),
    afterSuccess:
      group.termination.action === 'KEEP_ALIVE'
        ? { action: 'KEEP_ALIVE' }
        : { action: 'TERMINATE', waitMs: group.termination.waitMinutes * minute },
    ...stopRules(input),
  };
}

/** What stops a deployment to any compute platform, and what then rolls it back. */
export function stopRules({
  alarms,
  autoRollback,
  rollbackDeploymentId,
}: Pick<PlanInput, 'alarms' | 'autoRollback' | 'rollbackDeploymentId'>): Pick<ReplacementPlan, 'alarms' | 'rollback'> {
  const rollsBackOn = (event: RollbackEvent) => autoRollback.enabled && autoRollback.events.includes(event);
  return {
    alarms: { names: alarms.enabled ? alarms.names : [], ignorePollFailure: alarms.ignorePollAlarmFailure },
    rollback: {
      deploymentId: rollbackDeploymentId,
      on: {
        failure: rollsBackOn('DEPLOYMENT_FAILURE'),
        alarm: rollsBackOn('DEPLOYMENT_STOP_ON_ALARM'),
        request: rollsBackOn('DEPLOYMENT_STOP_ON_REQUEST'),
      },
    },
  };
}

/** One hour for a hook, 60 minutes for the task set. Source: CodeDeploy user guide, troubleshooting-ecs. */
function waitsOf(clock: Clock, settings: DeploymentSettings): Waits {
  return {
    createdMs: clock.toReal(settings.createdSeconds * 1000),
    hookMs: clock.toReal(60 * MINUTE_MS),
    installMs: clock.toReal(60 * MINUTE_MS),
    healthyTargetsMs: clock.toReal(settings.healthyTargetsMinutes * MINUTE_MS),
  };
}

/** A rollback is more patient before it gives up. */
export const rollbackWaits = (waits: Waits, clock: Clock, settings: DeploymentSettings): Waits => ({
  ...waits,
  healthyTargetsMs: clock.toReal(settings.rollbackHealthyTargetsMinutes * MINUTE_MS),
});
