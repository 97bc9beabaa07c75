import { isEnded } from '../../domain/deployment/deployment.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { TaskSetFacts } from '../ports/task-sets.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import type { LivePorts } from './live-service.ts';
import { remember } from './release-actions.ts';

/** A task set of a deployment's target. */
export interface TargetTaskSet {
  facts: TaskSetFacts;
  /** Blue is the original, Green the replacement: never the name of a target group (capture). */
  label: 'Blue' | 'Green';
  /** Percent of the production listener's traffic. */
  trafficWeight: number;
  targetGroupName: string;
}

/** The original and, once it is made, the replacement: as they are now, or as they last were. */
export function targetTaskSets(ports: LivePorts, record: DeploymentRecord<'ECS'>): TargetTaskSet[] {
  const { existing: state } = record;
  const { plan } = state;
  look(ports, record);
  const incoming = { id: state.incomingTaskSet, side: plan.incoming, weight: state.production.incoming };
  const outgoing = { id: plan.outgoing.taskSetId, side: plan.outgoing, weight: state.production.outgoing };
  const [blue, green] = plan.kind === 'Rollback' ? [incoming, outgoing] : [outgoing, incoming];
  return [
    { ...blue, label: 'Blue' as const },
    { ...green, label: 'Green' as const },
  ].flatMap(({ id, side, weight, label }) => {
    const facts = id === undefined ? undefined : record.seenTaskSets.get(id);
    if (!facts) return [];
    return [{ facts, label, trafficWeight: weight, targetGroupName: nameOf(side.targetGroupArn) }];
  });
}

/** A running deployment is looked at again; what ended is told as it was at its end. */
function look({ taskSets }: LivePorts, record: DeploymentRecord<'ECS'>): void {
  if (isEnded(record.existing)) return;
  try {
    remember(record, taskSets.service(record.request.scope, record.request.group.service).taskSets);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

/** `arn:…:targetgroup/<name>/<id>` */
const nameOf = (targetGroupArn: string): string => targetGroupArn.split('/')[1] ?? targetGroupArn;
