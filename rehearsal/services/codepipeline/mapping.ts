import type * as wire from '@aws-sdk/client-codepipeline';
import type { ActionDefinition, StageDefinition } from '../../domain/pipeline-run/definition.ts';
import {
  latestIn,
  stageBefore,
  type ActionRun,
  type Artifact,
  type Execution,
  type PipelineRun,
} from '../../domain/pipeline-run/execution.ts';
import type { PipelineRecord } from '../../runtime/pipelines/pipeline-record.ts';
import { writeActionType } from './write-declaration.ts';

/** A stage as GetPipelineState shows it: its latest execution and the latest run of each action, whichever execution's. */
export function wireStageState(state: PipelineRun, stage: StageDefinition): wire.StageState {
  const latest = latestIn(state, stage.name);
  const latestRun = latest?.stageRuns[stage.name];
  const waiting = state.executions.filter((execution) => stageBefore(execution) === stage.name);
  const inbound = waiting.map(({ id }) => ({ pipelineExecutionId: id, status: 'InProgress' as const }));
  const disabled = state.disabled[stage.name];
  return {
    stageName: stage.name,
    ...(inbound.length > 0 && { inboundExecution: inbound.at(-1), inboundExecutions: inbound }),
    inboundTransitionState: {
      enabled: !disabled,
      ...(disabled && {
        lastChangedBy: disabled.by,
        lastChangedAt: new Date(disabled.at),
        disabledReason: disabled.reason,
      }),
    },
    actionStates: stage.actions.map((action) => wireActionState(state, stage.name, action)),
    ...(latest &&
      latestRun && {
        latestExecution: { pipelineExecutionId: latest.id, status: latestRun.status, type: 'STANDARD' as const },
      }),
  };
}

function wireActionState(state: PipelineRun, stage: string, { name }: ActionDefinition): wire.ActionState {
  const runs = state.executions.flatMap((execution) =>
    execution.actionRuns.filter((run) => run.stage === stage && run.action === name).map((run) => ({ run, execution })),
  );
  // Stable: of runs that began in the same moment, the later execution's counts.
  const latest = runs.toSorted((a, b) => a.run.startedAt - b.run.startedAt).at(-1);
  if (!latest) return { actionName: name };
  const { run, execution } = latest;
  const { revision } = run;
  return {
    actionName: name,
    ...(revision && {
      currentRevision: { revisionId: revision.id, revisionChangeId: revision.id, created: dateOf(revision.changedAt) },
      ...(revision.url !== undefined && { revisionUrl: revision.url }),
    }),
    latestExecution: {
      actionExecutionId: run.id,
      status: run.status,
      summary: run.summary,
      lastStatusChange: new Date(run.updatedAt),
      lastUpdatedBy: run.by,
      // Source: API reference, PutApprovalResult: in the mode PARALLEL the token is not shown here.
      ...(run.status === 'InProgress' && execution.mode !== 'PARALLEL' && { token: run.token }),
      externalExecutionId: run.externalId,
      externalExecutionUrl: run.externalUrl,
      errorDetails: run.error,
    },
  };
}

export function wireExecution(record: PipelineRecord, execution: Execution): wire.PipelineExecution {
  const { id, status, version, trigger, mode, variables, artifacts } = execution;
  const summary = statusSummary(execution);
  return {
    pipelineName: record.name,
    pipelineVersion: version,
    pipelineExecutionId: id,
    status,
    ...(summary !== undefined && { statusSummary: summary }),
    artifactRevisions: Object.values(artifacts).flatMap((artifact) => wireArtifactRevision(artifact)),
    variables: Object.entries(variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    executionMode: mode,
    executionType: 'STANDARD',
  };
}

export function wireSummary(execution: Execution): wire.PipelineExecutionSummary {
  const { id, status, startedAt, updatedAt, trigger, mode, actionRuns } = execution;
  const summary = statusSummary(execution);
  return {
    pipelineExecutionId: id,
    status,
    ...(summary !== undefined && { statusSummary: summary }),
    startTime: new Date(startedAt),
    lastUpdateTime: new Date(updatedAt),
    sourceRevisions: actionRuns.flatMap(({ action, revision }) =>
      revision
        ? [
            {
              actionName: action,
              revisionId: revision.id,
              revisionSummary: revision.summary,
              revisionUrl: revision.url,
            },
          ]
        : [],
    ),
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    ...('reason' in execution && { stopTrigger: { reason: execution.reason } }),
    executionMode: mode,
    executionType: 'STANDARD',
  };
}

export function wireActionExecution(execution: Execution, run: ActionRun): wire.ActionExecutionDetail {
  const action = execution.stages
    .find(({ name }) => name === run.stage)
    ?.actions.find(({ name }) => name === run.action);
  return {
    pipelineExecutionId: execution.id,
    actionExecutionId: run.id,
    pipelineVersion: execution.version,
    stageName: run.stage,
    actionName: run.action,
    startTime: new Date(run.startedAt),
    lastUpdateTime: new Date(run.updatedAt),
    ...(run.by !== undefined && { updatedBy: run.by }),
    status: run.status,
    ...(action && { input: wireInput(execution, run, action) }),
    output: {
      outputArtifacts: located(execution, run.status === 'Succeeded' ? (action?.outputs ?? []) : []),
      executionResult: {
        // Source: API reference, PutApprovalResult: in the mode PARALLEL this is an approval's token.
        externalExecutionId: execution.mode === 'PARALLEL' ? (run.externalId ?? run.token) : run.externalId,
        externalExecutionSummary: run.summary,
        externalExecutionUrl: run.externalUrl,
        errorDetails: run.error,
      },
      outputVariables: { ...run.variables },
    },
  };
}

const wireInput = (execution: Execution, run: ActionRun, action: ActionDefinition): wire.ActionExecutionInput => ({
  actionTypeId: writeActionType(action),
  configuration: { ...action.configuration },
  resolvedConfiguration: { ...run.configuration },
  roleArn: action.roleArn,
  region: action.region,
  inputArtifacts: located(execution, action.inputs),
  namespace: action.namespace,
});

const located = ({ artifacts }: Execution, names: readonly string[]): wire.ArtifactDetail[] =>
  names.flatMap((name) => {
    const artifact = artifacts[name];
    return artifact ? [{ name, s3location: { bucket: artifact.bucket, key: artifact.key } }] : [];
  });

function wireArtifactRevision({ name, revision }: Artifact): wire.ArtifactRevision[] {
  if (!revision) return [];
  const { id, summary, url, changedAt } = revision;
  return [
    {
      name,
      revisionId: id,
      revisionChangeIdentifier: id,
      revisionSummary: summary,
      created: dateOf(changedAt),
      revisionUrl: url,
    },
  ];
}

const dateOf = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));

/** Unverified: AWS's own words are unknown. */
function statusSummary(execution: Execution): string | undefined {
  if (execution.status === 'Superseded') return `Superseded by ${execution.by}`;
  return undefined;
}
