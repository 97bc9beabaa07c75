import { readAppSpec, type AppSpec } from '../../domain/deployment/app-spec.ts';
import { decide, isRejection } from '../../domain/deployment/decide.ts';
import { deploymentErrors } from '../../domain/deployment/deployment-error.ts';
import { isEnded } from '../../domain/deployment/deployment.ts';
import { nextWork, type Work } from '../../domain/deployment/next-work.ts';
import type { Plan } from '../../domain/deployment/plan.ts';
import { rollbackPlan } from '../../domain/deployment/rollback-plan.ts';
import { DEFAULT_ECS_CONFIG } from '../../domain/deployment/traffic-plan.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { AppSpecDocuments } from '../ports/app-spec.ts';
import type { Functions } from '../ports/functions.ts';
import type { DeploymentProcess, ProcessCommand, ProcessWork } from './deployment-process.ts';
import { rollbackFacts, type DeploymentPlatform } from './deployment-platform.ts';
import { DeploymentRecord, type DeploymentRequestFacts } from './deployment-record.ts';
import { errors } from './errors.ts';
import { liveService, type LivePorts } from './live-service.ts';
import { planDeployment, rollbackWaits } from './plan-deployment.ts';
import { readRevision } from './read-app-spec.ts';
import { areSteady, isLoadBalancerError, madeTaskSet, releaseActions, type ReleaseActions } from './release-actions.ts';
import type { DeploymentSettings } from './settings.ts';

export interface TaskSetPlatformDeps extends LivePorts {
  clock: Clock;
  functions: Functions;
  appSpecs: AppSpecDocuments;
  settings: DeploymentSettings;
}

/** Deployments to ECS: a new task set takes the place of the primary one. */
export function taskSetPlatform(deps: TaskSetPlatformDeps): DeploymentPlatform<'ECS'> {
  const begun = (request: DeploymentRequestFacts<'ECS'>, plan: Plan) =>
    new DeploymentRecord<'ECS'>(request, [{ type: 'DeploymentCreated', at: deps.clock.now(), plan }]);

  return {
    read: (scope, group, content) => {
      const appSpec = readRevision(content, scope, readAppSpec, deps);
      checkContainer(scope, appSpec, deps);
      return {
        begin: (facts, config, rollbackDeploymentId) => {
          const live = liveService(deps, scope, group);
          const { hooks: _hooks, network, platformVersion, capacityProviders, ...container } = appSpec;
          const request: DeploymentRequestFacts<'ECS'> = {
            ...facts,
            platform: 'ECS',
            group,
            taskSet: {
              ...container,
              taskDefinition: deps.taskSets.taskDefinitionArn(scope, appSpec.taskDefinition),
              network: network ?? live.facts.network,
              platformVersion: platformVersion ?? 'LATEST',
              ...(capacityProviders && { capacityProviders }),
            },
            clusterName: live.facts.clusterName,
            serviceName: live.facts.serviceName,
            serviceArn: live.facts.serviceArn,
          };
          return begun(request, planDeployment({ ...facts, rollbackDeploymentId, group, config, appSpec, live }, deps));
        },
      };
    },
    process: (record) => taskSetProcess(deps, record),
    rollback: (ended) => {
      const { request, state } = ended;
      if (!isEnded(state)) return undefined;
      const { clock, settings } = deps;
      const made = madeTaskSet(deps, ended);
      const plan = rollbackPlan(state, { restoreTestListener: settings.restoreTestListener, made });
      if (!plan) return undefined;
      const { clusterName, serviceName, serviceArn, group } = request;
      const { deploymentId } = plan;
      const facts = rollbackFacts(ended, { deploymentId, configName: DEFAULT_ECS_CONFIG });
      return begun(
        { ...facts, platform: 'ECS', group, clusterName, serviceName, serviceArn },
        { ...plan, waits: rollbackWaits(plan.waits, clock, settings) },
      );
    },
    watch: (wake) => {
      const ends = [deps.taskSets.changed.subscribe(wake), deps.targetGroups.changed.subscribe(wake)];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

function checkContainer(scope: Scope, appSpec: AppSpec, { taskSets }: TaskSetPlatformDeps): void {
  const { containerName, containerPort } = appSpec;
  let ports: { containerName: string; containerPort: number }[];
  try {
    ports = taskSets.containerPorts(scope, taskSets.taskDefinitionArn(scope, appSpec.taskDefinition));
  } catch (error) {
    throw error instanceof AwsError ? errors.invalidRevision(`TaskDefinition: ${error.message}`, error) : error;
  }
  if (!ports.some((port) => port.containerName === containerName && port.containerPort === containerPort)) {
    throw errors.invalidRevision(
      `The task definition has no container ${containerName} with port ${containerPort}, as LoadBalancerInfo wants.`,
    );
  }
}

function taskSetProcess(deps: TaskSetPlatformDeps, record: DeploymentRecord<'ECS'>): DeploymentProcess {
  const { clock } = deps;
  const actions = releaseActions(deps, record);
  return {
    next: (now) => processWork(nextWork(record.state, now, actions.sight()), actions, clock),
    // One that is to stop waits for nothing.
    hasRecovered: (startedAt, now) =>
      record.state.phase === 'Stopping' ||
      now >= startedAt + record.existing.plan.waits.installMs ||
      areSteady(deps, record),
    handle: (command) => {
      const decision = decide(command, record.state);
      if (isRejection(decision)) return decision;
      record.append(decision);
      return { events: decision.length };
    },
    errorOf: (error, what) => {
      const byListener = what === 'setWeights' || isLoadBalancerError(error);
      return (byListener ? deploymentErrors.loadBalancer : deploymentErrors.ecs)(messageOf(error));
    },
  };
}

function processWork(work: Work, actions: ReleaseActions, clock: Clock): ProcessWork {
  switch (work.do) {
    case 'nothing':
    case 'wait':
    case 'decide':
    case 'invokeHook':
      return work;
    case 'createTaskSet':
    case 'setWeights':
    case 'makePrimary':
    case 'drainTaskSet':
      return { do: 'change', what: work.do, perform: () => perform(work, actions, clock) };
    default:
      return assertNever(work, 'work');
  }
}

type WorldChange = Extract<Work, { do: 'createTaskSet' | 'setWeights' | 'makePrimary' | 'drainTaskSet' }>;

async function perform(work: WorldChange, actions: ReleaseActions, clock: Clock): Promise<ProcessCommand> {
  switch (work.do) {
    case 'createTaskSet':
      return { type: 'RecordTaskSet', taskSetId: await actions.createTaskSet(), at: clock.now() };
    case 'setWeights':
      await actions.setWeights(work.route, work.weights);
      return { type: 'RecordShift', at: clock.now(), route: work.route, weights: work.weights };
    case 'makePrimary':
      await actions.makePrimary(work.taskSetId);
      return { type: 'RecordPrimary', at: clock.now() };
    case 'drainTaskSet':
      await actions.drainTaskSet(work.taskSetId);
      return { type: 'RecordDrained', at: clock.now(), taskSetId: work.taskSetId };
    default:
      return assertNever(work, 'change');
  }
}
