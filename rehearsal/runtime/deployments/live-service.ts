import { AwsError } from '../../kernel/aws-error.ts';
import type { Scope } from '../../kernel/scope.ts';
import type { ListenerWeights } from '../ports/listener-weights.ts';
import type { TargetGroupFacts, TargetGroups } from '../ports/target-groups.ts';
import type { ServiceFacts, TaskSetFacts, TaskSets } from '../ports/task-sets.ts';
import type { EcsDeploymentGroup } from './deployment-group.ts';
import { errors } from './errors.ts';

export interface LivePorts {
  taskSets: TaskSets;
  targetGroups: TargetGroups;
  listeners: ListenerWeights;
}

/** What a group's service and load balancer are at this moment. */
export interface LiveService {
  facts: ServiceFacts;
  /** The PRIMARY task set: its target group is the blue one. */
  primary: TaskSetFacts;
  blue: TargetGroupFacts;
  green: TargetGroupFacts;
}

/** Looks up what a group names and refuses what a deployment could not work with. */
export function liveService(
  ports: LivePorts,
  scope: Scope,
  group: Pick<EcsDeploymentGroup, 'service' | 'pair'>,
): LiveService {
  const facts = serviceFacts(ports.taskSets, scope, group.service);
  const groups = group.pair.targetGroupNames.map((name) => targetGroup(ports.targetGroups, scope, name));
  const primary = facts.taskSets.find(({ status }) => status === 'PRIMARY');
  const blue = groups.find(({ arn }) => arn === primary?.targetGroupArn);
  const green = groups.find(({ arn }) => arn !== primary?.targetGroupArn);
  if (!primary || !blue || !green) {
    throw errors.ecsService(
      `The primary task set of the ECS service ${facts.serviceName} must be registered in one of the target groups ` +
        `${group.pair.targetGroupNames.join(' and ')}.`,
    );
  }
  return { facts, primary, blue, green };
}

function serviceFacts(taskSets: TaskSets, scope: Scope, ref: EcsDeploymentGroup['service']): ServiceFacts {
  const facts = orElse(
    () => taskSets.service(scope, ref),
    (cause) => errors.ecsService(`The ECS service ${ref.service} in cluster ${ref.cluster} was not found.`, cause),
  );
  if (facts.deploymentController !== 'CODE_DEPLOY') {
    // Seen on a real account.
    throw errors.ecsService(
      "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
    );
  }
  return facts;
}

function targetGroup(targetGroups: TargetGroups, scope: Scope, name: string): TargetGroupFacts {
  return orElse(
    () => targetGroups.byName(scope, name),
    (cause) => errors.loadBalancerInfo(`The target group ${name} was not found.`, cause),
  );
}

/** Translates only what AWS would call the caller's fault; a defect stays what it is. */
function orElse<T>(read: () => T, translate: (cause: AwsError) => AwsError): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof AwsError ? translate(error) : error;
  }
}
