import type {
  ActionDeclaration,
  ActionExecutionDetail,
  ActionState,
  ErrorDetails,
  GetPipelineStateOutput,
  PipelineDeclaration,
  PipelineExecutionSummary,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { ActionRun, ActionView, Execution, PipelineView, Revision, StageView } from '../pipeline-view.ts';

/** GetPipelineState says what happened, GetPipeline what kind of actions they are. */
export function toView(
  name: string,
  { pipelineVersion = 0, stageStates = [] }: GetPipelineStateOutput,
  declaration: PipelineDeclaration | undefined,
): PipelineView {
  const declared = (stage: string, action: string) =>
    declaration?.stages?.find((each) => each.name === stage)?.actions?.find((each) => each.name === action);
  return {
    name,
    version: pipelineVersion,
    // Source: API reference, PipelineDeclaration: the default is SUPERSEDED.
    mode: declaration?.executionMode ?? 'SUPERSEDED',
    stages: stageStates.map((stage) => toStage(stage, (action) => declared(stage.stageName ?? '', action))),
  };
}

function toStage(state: StageState, declared: (action: string) => ActionDeclaration | undefined): StageView {
  const { stageName = '', latestExecution, inboundTransitionState, actionStates = [] } = state;
  const inbound = state.inboundExecutions ?? (state.inboundExecution ? [state.inboundExecution] : []);
  return {
    name: stageName,
    status: latestExecution?.status,
    executionId: latestExecution?.pipelineExecutionId,
    inbound: inbound.flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []),
    disabled:
      inboundTransitionState?.enabled === false
        ? (inboundTransitionState.disabledReason ?? 'no reason given')
        : undefined,
    actions: actionStates.map((action) => toAction(stageName, action, declared(action.actionName ?? ''))),
  };
}

function toAction(
  stage: string,
  { actionName = '', latestExecution: latest }: ActionState,
  declaration: ActionDeclaration | undefined,
): ActionView {
  const { category = '', provider = '' } = declaration?.actionTypeId ?? {};
  const comment = declaration?.configuration?.['CustomData'];
  const run = latest && {
    id: latest.actionExecutionId ?? '',
    stage,
    action: actionName,
    category,
    provider,
    status: latest.status ?? 'InProgress',
    startedAt: undefined,
    updatedAt: latest.lastStatusChange?.getTime(),
    externalId: latest.externalExecutionId,
    url: latest.externalExecutionUrl,
    summary: latest.summary,
    error: toError(latest.errorDetails),
    by: latest.lastUpdatedBy,
    token: latest.token,
    comment,
  };
  const notifies = declaration?.configuration?.['NotificationArn'];
  return { name: actionName, category, provider, comment, notifies, run };
}

export function toRun(detail: ActionExecutionDetail): ActionRun {
  const { input, output, startTime, lastUpdateTime } = detail;
  const result = output?.executionResult;
  const { category = '', provider = '' } = input?.actionTypeId ?? {};
  return {
    id: detail.actionExecutionId ?? '',
    stage: detail.stageName ?? '',
    action: detail.actionName ?? '',
    category,
    provider,
    status: detail.status ?? 'InProgress',
    startedAt: startTime?.getTime(),
    updatedAt: lastUpdateTime?.getTime(),
    externalId: result?.externalExecutionId,
    url: result?.externalExecutionUrl,
    summary: result?.externalExecutionSummary,
    error: toError(result?.errorDetails),
    by: detail.updatedBy,
    token: undefined,
    comment: (input?.resolvedConfiguration ?? input?.configuration)?.['CustomData'],
  };
}

export function toExecution(summary: PipelineExecutionSummary): Execution {
  const { pipelineExecutionId = '', status = 'InProgress', startTime, lastUpdateTime, sourceRevisions = [] } = summary;
  const [revision] = sourceRevisions;
  return {
    id: pipelineExecutionId,
    status,
    startedAt: startTime?.getTime(),
    updatedAt: lastUpdateTime?.getTime(),
    mode: summary.executionMode ?? 'SUPERSEDED',
    revision: revision && toRevision(revision),
    trigger: summary.trigger?.triggerType,
    stopReason: summary.stopTrigger?.reason,
  };
}

const toRevision = ({ revisionId = '', revisionSummary = '' }): Revision => ({
  id: revisionId,
  message: messageIn(revisionSummary).split('\n')[0]?.trim() ?? '',
});

/** Of a source by connection it is JSON, `{"ProviderType":"GitHub","CommitMessage":"…"}`; of others the message itself. */
function messageIn(summary: string): string {
  if (!summary.startsWith('{')) return summary;
  try {
    const parsed = JSON.parse(summary) as { CommitMessage?: unknown };
    return typeof parsed.CommitMessage === 'string' ? parsed.CommitMessage : summary;
  } catch {
    return summary;
  }
}

const toError = (details: ErrorDetails | undefined): ActionRun['error'] =>
  details && { code: details.code ?? '', message: details.message ?? '' };
