import { deploymentErrors } from '../../domain/deployment/deployment-error.ts';
import { isEnded } from '../../domain/deployment/deployment.ts';
import { readFunctionAppSpec, type FunctionAppSpec } from '../../domain/function-deployment/app-spec.ts';
import { decide } from '../../domain/function-deployment/decide.ts';
import { nextWork, type FunctionWork } from '../../domain/function-deployment/next-work.ts';
import type { FunctionPlan } from '../../domain/function-deployment/plan.ts';
import { functionRollbackPlan } from '../../domain/function-deployment/rollback-plan.ts';
import { DEFAULT_LAMBDA_CONFIG } from '../../domain/function-deployment/routing.ts';
import { AwsError, messageOf } from '../../kernel/aws-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import { arnOf, type Scope } from '../../kernel/scope.ts';
import type { AppSpecDocuments } from '../ports/app-spec.ts';
import type { FunctionAliases } from '../ports/function-aliases.ts';
import type { Functions } from '../ports/functions.ts';
import type { DeploymentProcess, ProcessWork } from '../deployments/deployment-process.ts';
import { rollbackFacts, type DeploymentPlatform } from '../deployments/deployment-platform.ts';
import { DeploymentRecord, type DeploymentRequestFacts } from '../deployments/deployment-record.ts';
import { readRevision } from '../deployments/read-app-spec.ts';
import type { DeploymentSettings } from '../deployments/settings.ts';
import { aliasActions, type AliasActions } from './alias-actions.ts';
import { planFunctionDeployment } from './plan-function-deployment.ts';

export interface FunctionPlatformDeps {
  clock: Clock;
  functions: Functions & FunctionAliases;
  appSpecs: AppSpecDocuments;
  settings: DeploymentSettings;
}

/** Deployments to Lambda: an alias moves from one version of a function to another. */
export function functionPlatform(deps: FunctionPlatformDeps): DeploymentPlatform<'Lambda'> {
  const begun = (request: DeploymentRequestFacts<'Lambda'>, plan: FunctionPlan) =>
    new DeploymentRecord<'Lambda'>(request, [{ type: 'DeploymentCreated', at: deps.clock.now(), plan }]);

  return {
    read: (scope, group, content) => {
      const appSpec = readRevision(content, scope, readFunctionAppSpec, deps);
      const functionArn = functionArnOf(scope, appSpec, deps);
      return {
        begin: (facts, config, rollbackDeploymentId) =>
          begun(
            { ...facts, platform: 'Lambda', group, functionArn },
            planFunctionDeployment({ ...facts, rollbackDeploymentId, config, appSpec }, deps),
          ),
      };
    },
    process: (record) => aliasProcess(record, aliasActions(deps.functions, record), deps.clock),
    rollback: (ended) => {
      const { request, state } = ended;
      const plan = isEnded(state) ? functionRollbackPlan(state) : undefined;
      if (!plan) return undefined;
      const { group, functionArn } = request;
      const { deploymentId } = plan;
      const facts = rollbackFacts(ended, { deploymentId, configName: DEFAULT_LAMBDA_CONFIG });
      return begun({ ...facts, platform: 'Lambda', group, functionArn }, plan);
    },
    // Only the deployment itself moves its alias, and time is what it waits for.
    watch: () => () => {},
  };
}

/** A function or alias that is not there fails the deployment, not the call: nothing is looked up before it begins. */
function functionArnOf(scope: Scope, { functionName, aliasName }: FunctionAppSpec, deps: FunctionPlatformDeps): string {
  try {
    return deps.functions.alias(scope, functionName, aliasName).functionArn;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return functionName.startsWith('arn:') ? functionName : arnOf(scope, 'lambda', `function:${functionName}`);
  }
}

function aliasProcess(record: DeploymentRecord<'Lambda'>, actions: AliasActions, clock: Clock): DeploymentProcess {
  return {
    next: (now) => processWork(nextWork(record.state, now, actions.sight()), actions, clock),
    // A function starts when it is invoked.
    hasRecovered: () => true,
    handle: (command) => {
      const decision = decide(command, record.state);
      if ('rejected' in decision) return decision;
      record.append(decision);
      return { events: decision.length };
    },
    errorOf: (error) => deploymentErrors.lambda(messageOf(error)),
  };
}

function processWork(work: FunctionWork, actions: AliasActions, clock: Clock): ProcessWork {
  if (work.do !== 'routeAlias') return work;
  const { weights } = work;
  return {
    do: 'change',
    what: work.do,
    perform: async () => {
      actions.route(weights);
      return { type: 'RecordShift', at: clock.now(), route: 'production', weights };
    },
  };
}
