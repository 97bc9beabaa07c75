import type { FunctionLog } from '../aws/gateways.ts';
import type { Context } from '../context.ts';
import type { Outcome } from '../outcome.ts';
import { duration } from '../line.ts';
import { type Deployment, hasEnded, LIFECYCLE_EVENTS, releaseName } from '../release/deployment.ts';
import { explainFailure } from '../release/explain-failure.ts';
import type { ReleaseTarget } from '../release/release-target.ts';
import type { Sides } from '../release/sides.ts';
import { describeWindow } from '../watch/time-left.ts';
import type { WatchEnd } from '../watch/watch-deployment.ts';
import { judgeRelease } from './judge-release.ts';

export interface Watched {
  deploymentId: string;
  /** Known when a stack was named. */
  target: ReleaseTarget | undefined;
  sides: Sides | undefined;
  adopted?: boolean;
}

/** Lines of a hook's log that are shown. */
const HOOK_LOG_LINES = 8;

/** What the end of watching means, with the evidence of a failure. */
export async function outcomeOf(end: WatchEnd, watched: Watched, context: Context): Promise<Outcome> {
  const { target, deploymentId, sides } = watched;
  const deployment = end.last?.deployment;
  const facts: Omit<Outcome, 'outcome' | 'message' | 'details'> = {
    ...(target && { stack: target.stack }),
    deploymentId,
    ...(deployment?.taskDefinition && { taskDefinition: deployment.taskDefinition }),
    ...(deployment?.functionShift && { functionVersion: deployment.functionShift.targetVersion }),
    ...(watched.adopted !== undefined && { adopted: watched.adopted }),
    ...(sides && { blueTargetGroupArn: sides.blue, greenTargetGroupArn: sides.green }),
    ...(deployment && {
      status: deployment.status,
      events: deployment.events.map(({ name, status, startedAt, endedAt }) => ({ name, status, startedAt, endedAt })),
    }),
    ...(deployment?.error && { error: deployment.error }),
    weights: end.weights,
  };
  switch (end.kind) {
    case 'finished': {
      const judgement = await judgeRelease(end, watched, context);
      return {
        outcome: 'released',
        message: releasedMessage(end.last.deployment, end.last.at),
        details: [...(judgement ? [judgement.message] : []), ...nextSteps(end.last.deployment, target)],
        ...facts,
        ...(judgement && { judgement }),
      };
    }
    case 'failed': {
      const explanation = explainFailure({
        deployment: end.last.deployment,
        rollback: end.rollback,
        allBlue: end.allBlue,
        unhealthy: end.unhealthy,
        ...(await furtherEvidence(end.last.deployment, target, context)),
      });
      return {
        outcome: explanation.rolledBack ? 'rolledBack' : 'notRolledBack',
        message: explanation.message,
        details: explanation.details,
        ...facts,
        ...(end.rollback && { rollback: { deploymentId: end.rollback.id, status: end.rollback.status } }),
      };
    }
    case 'timed-out':
      return {
        outcome: 'notSeen',
        message: `Deployment ${deploymentId} goes on; its end was not seen in ${duration(context.timeoutMs)}.`,
        details: howToGoOn(deploymentId, target),
        ...facts,
      };
    case 'interrupted':
      return {
        outcome: 'interrupted',
        message: `Interrupted. Deployment ${deploymentId} goes on by itself.`,
        details: howToGoOn(deploymentId, target),
        ...facts,
      };
    default:
      return end satisfies never;
  }
}

/** A deployment runs, and what AWS answered about it cannot be used (a missing permission, for example). */
export const notSeen = (deploymentId: string, target: ReleaseTarget, error: Error): Outcome => ({
  outcome: 'notSeen',
  message: `Deployment ${deploymentId} goes on, but it cannot be watched: ${error.name}: ${error.message}`,
  details: howToGoOn(deploymentId, target),
  stack: target.stack,
  deploymentId,
});

function releasedMessage(deployment: Deployment, now: number): string {
  const took =
    deployment.createdAt === undefined ? '' : ` in ${duration((deployment.completedAt ?? now) - deployment.createdAt)}`;
  return `Released ${releaseName(deployment)}${took}: all traffic is on ${deployment.functionShift ? 'it' : 'green'}.`;
}

const nextSteps = (deployment: Deployment, target: ReleaseTarget | undefined): string[] =>
  hasEnded(deployment) || !target
    ? []
    : [
        `The version before still runs (${describeWindow(deployment)}). Return to it: deployer stop --stack ${target.stack} --rollback`,
        `End it now: deployer finish --stack ${target.stack}`,
      ];

const howToGoOn = (deploymentId: string, target: ReleaseTarget | undefined): string[] => [
  `Watch it: deployer watch --deployment-id ${deploymentId}`,
  target
    ? `Stop it and return to the version before: deployer stop --stack ${target.stack} --rollback`
    : `Stop it and return to the version before: aws deploy stop-deployment --deployment-id ${deploymentId} --auto-rollback-enabled`,
];

/** Evidence may be out of reach (permissions, nothing there): that is said, and never hides the failure itself. */
async function furtherEvidence(
  deployment: Deployment,
  target: ReleaseTarget | undefined,
  { aws }: Context,
): Promise<{ stoppedReasons: string[]; hookLog: FunctionLog | undefined }> {
  if (target?.platform !== 'ECS' || !deployment.taskDefinition) return { stoppedReasons: [], hookLog: undefined };
  const failed = deployment.events.find(({ status }) => status === 'Failed');
  const [stoppedReasons, hookLog] = await Promise.all([
    aws.services
      .stoppedReasons(target.cluster, target.service, deployment.taskDefinition)
      .then((reasons) => reasons.slice(0, 5))
      .catch((error: Error) => [`(could not be read: ${error.message})`]),
    failed && HOOKED.has(failed.name) && deployment.error?.code !== 'ALARM_ACTIVE'
      ? aws.functions.lastLogLines(target.verifyGreenFunction, HOOK_LOG_LINES).catch((error: Error) => ({
          group: target.verifyGreenFunction,
          stream: '',
          lines: [`(could not be read: ${error.message})`],
        }))
      : undefined,
  ]);
  return { stoppedReasons, hookLog };
}

/** Events that a hook may follow; Install, AllowTestTraffic and AllowTraffic are CodeDeploy's own. */
const HOOKED = new Set<string>(LIFECYCLE_EVENTS.filter((name) => /^(?:Before|After)/.test(name)));
