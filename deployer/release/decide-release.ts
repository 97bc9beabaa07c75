import { hasEnded, isFinished, isRollback, revisionName, targetGroupName, type Deployment } from './deployment.ts';
import type { ServiceTarget } from './service-target.ts';
import { nextSides, primaryOf, type ServiceTaskSet, type Sides } from './sides.ts';

/** What is known before anything is started. */
export interface GroupState {
  taskSets: ServiceTaskSet[];
  /** The group's active deployment; CodeDeploy allows one. */
  active: Deployment | undefined;
  /** Shares of the production listener, in percent by target group ARN. */
  productionShares: Record<string, number>;
}

export interface Wishes {
  /** Release even what already runs. */
  force: boolean;
  until: 'finished' | 'terminated';
}

export type ReleaseDecision =
  | { kind: 'nothing-to-release'; message: string }
  | { kind: 'adopt'; deploymentId: string; message: string }
  | { kind: 'end-rollback-window'; deploymentId: string; message: string }
  | { kind: 'create'; sides: Sides; primary: ServiceTaskSet }
  | { kind: 'refuse'; message: string };

/** What `deploy` does, given the state of the group. After a rollback window ended it is asked again. */
export function decideRelease(target: ServiceTarget, state: GroupState, wishes: Wishes): ReleaseDecision {
  return state.active && !hasEnded(state.active)
    ? besideActive(target, state.active, wishes)
    : fromRest(target, state, wishes);
}

function besideActive(target: ServiceTarget, active: Deployment, wishes: Wishes): ReleaseDecision {
  const revision = revisionName(active.taskDefinition);
  const stack = target.stack;
  if (isRollback(active)) {
    return refuse(
      `Deployment ${active.id} is rolling ${target.service} back. Wait for its end (deployer watch --stack ${stack}), then release.`,
    );
  }
  const same = active.taskDefinition === target.taskDefinition;
  const finished = isFinished(active);
  if (same && (!finished || wishes.until === 'terminated')) {
    return {
      kind: 'adopt',
      deploymentId: active.id,
      message: `Deployment ${active.id} already releases ${revision}: following it.`,
    };
  }
  if (same && !wishes.force) {
    return {
      kind: 'nothing-to-release',
      message:
        `Nothing to release: ${revision} serves since deployment ${active.id}, whose rollback window is still open ` +
        `(deployer stop --stack ${stack} --rollback returns to the version before; deployer finish --stack ${stack} ends the window).`,
    };
  }
  if (finished) {
    return {
      kind: 'end-rollback-window',
      deploymentId: active.id,
      message: `Deployment ${active.id} of ${revision} is finished: ending its rollback window before the next release.`,
    };
  }
  return refuse(
    `Deployment ${active.id} is releasing ${revision} (${active.status}). A group runs one deployment at a time: ` +
      `wait for its end (deployer watch --stack ${stack}) or stop it (deployer stop --stack ${stack} --rollback).`,
  );
}

function fromRest(target: ServiceTarget, state: GroupState, wishes: Wishes): ReleaseDecision {
  const primary = primaryOf(state.taskSets);
  if (!primary) {
    return refuse(
      `Service ${target.service} has no PRIMARY task set: it is not a service that CodeDeploy can release to.`,
    );
  }
  const sides = nextSides(target, primary);
  if (!sides) {
    return refuse(
      `The PRIMARY task set of ${target.service} uses target group ${targetGroupName(primary.targetGroupArn ?? 'none')}, ` +
        `which stack ${target.stack} does not name (${targetGroupName(target.targetGroups.blue)}, ${targetGroupName(target.targetGroups.green)}).`,
    );
  }
  const share = state.productionShares[sides.blue] ?? 0;
  if (share === 0) {
    // CodeDeploy would answer "Primary taskset target group must be behind listener" (troubleshooting-ecs).
    return refuse(
      `The production listener sends nothing to ${targetGroupName(sides.blue)}, the target group of the PRIMARY task set. ` +
        'Something outside CodeDeploy changed the listener: point it back before a release.',
    );
  }
  if (primary.taskDefinition !== target.taskDefinition || wishes.force) return { kind: 'create', sides, primary };
  if (share < 100) {
    return refuse(
      `${revisionName(primary.taskDefinition)} is PRIMARY but gets only ${share} % of the traffic and no deployment is active: ` +
        'an earlier release failed without a rollback. Release it again with --force, or set the listener by hand.',
    );
  }
  return {
    kind: 'nothing-to-release',
    message: `Nothing to release: ${revisionName(primary.taskDefinition)} already serves all traffic of ${target.service}.`,
  };
}

const refuse = (message: string): ReleaseDecision => ({ kind: 'refuse', message });
