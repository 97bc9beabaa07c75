import type { PipelineGateway } from './pipeline-gateway.ts';
import { hasEnded, type PipelineView, waitsForDecision } from './pipeline-view.ts';

/** An approval that waits for somebody. */
export interface Approval {
  pipeline: string;
  stage: string;
  action: string;
  executionId: string;
  token: string;
  /** Epoch milliseconds. */
  since: number | undefined;
  comment: string | undefined;
}

/**
 * Every approval that waits in a pipeline. In the mode PARALLEL the pipeline's state shows no token: there it is the
 * external id of the action's execution. Source: API reference, PutApprovalResult, token.
 */
export async function waitingApprovals(view: PipelineView, gateway: PipelineGateway): Promise<Approval[]> {
  return view.mode === 'PARALLEL' ? inExecutions(view.name, gateway) : inState(view);
}

export function inState({ name, stages }: PipelineView): Approval[] {
  return stages.flatMap((stage) =>
    stage.actions.flatMap(({ run, comment }) => {
      // Only approvals have tokens.
      if (run?.status !== 'InProgress' || run.token === undefined) return [];
      const { action, token, updatedAt: since } = run;
      return [
        { pipeline: name, stage: stage.name, action, executionId: stage.executionId ?? '', token, since, comment },
      ];
    }),
  );
}

async function inExecutions(pipeline: string, gateway: PipelineGateway): Promise<Approval[]> {
  const running = (await gateway.executions(pipeline)).filter((execution) => !hasEnded(execution));
  const perExecution = await Promise.all(
    running.map(async ({ id }) =>
      (await gateway.runs(pipeline, id)).filter(waitsForDecision).map((run) => ({
        pipeline,
        stage: run.stage,
        action: run.action,
        executionId: id,
        token: run.externalId ?? '',
        since: run.startedAt,
        comment: run.comment,
      })),
    ),
  );
  return perExecution.flat().filter(({ token }) => token !== '');
}
