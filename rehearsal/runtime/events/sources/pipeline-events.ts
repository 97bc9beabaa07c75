import type { PipelineEvent } from '../../../domain/pipeline-run/events.ts';
import type { ActionRun, Execution } from '../../../domain/pipeline-run/execution.ts';
import { assertNever } from '../../../kernel/assert-never.ts';
import type { PipelineRecord } from '../../pipelines/pipeline-record.ts';
import type { Pipelines } from '../../pipelines/pipelines.ts';
import type { EventBus } from '../../ports/event-bus.ts';

type Happened = Extract<PipelineEvent, { executionId: string }>;

/** One event: of the pipeline, of a stage or of an action, which its detail names. */
interface Told {
  of: 'Pipeline' | 'Stage' | 'Action';
  detail: object;
}

/**
 * CodePipeline tells of its executions. Source: CodePipeline user guide, "Monitoring CodePipeline events": detail types,
 * states and fields.
 */
export function tellOfPipelines(pipelines: Pipelines, bus: EventBus): void {
  pipelines.happened.subscribe(({ record, events }) => {
    for (const event of events) {
      if (!('executionId' in event)) continue;
      const execution = record.state.executions.find(({ id }) => id === event.executionId);
      if (!execution) continue;
      for (const { of, detail } of toldOf(record, execution, event))
        bus.publish(record.scope, {
          source: 'aws.codepipeline',
          detailType: `CodePipeline ${of} Execution State Change`,
          resources: [record.arn],
          detail: {
            pipeline: record.name,
            'execution-id': execution.id,
            'start-time': new Date(execution.startedAt).toISOString(),
            version: execution.version,
            'pipeline-execution-attempt': 1,
            ...detail,
          },
        });
    }
  });
}

function toldOf(record: PipelineRecord, execution: Execution, event: Happened): Told[] {
  const pipeline = (state: string): Told => ({
    of: 'Pipeline',
    detail: {
      'execution-trigger': { 'trigger-type': execution.trigger.type, 'trigger-detail': execution.trigger.detail },
      state,
    },
  });
  const stage = (name: string, state: string): Told => ({ of: 'Stage', detail: { stage: name, state } });
  switch (event.type) {
    case 'ExecutionStarted':
      return [pipeline('STARTED')];
    case 'ExecutionSucceeded':
      return [pipeline('SUCCEEDED')];
    case 'ExecutionFailed':
      return [pipeline('FAILED')];
    case 'ExecutionStopped':
      return [pipeline('STOPPED')];
    case 'ExecutionSuperseded':
      return [pipeline('SUPERSEDED')];
    case 'ExecutionCancelled':
      return [pipeline('CANCELED')];
    case 'StopRequested':
      return [stage(event.stage, 'STOPPING'), pipeline('STOPPING')];
    case 'StageEntered':
      return [stage(event.stage, 'STARTED')];
    case 'StageRetried':
      return [stage(event.stage, 'RESUMED'), pipeline('RESUMED')];
    case 'StageEnded':
      return [stage(event.stage, event.status === 'Cancelled' ? 'CANCELED' : event.status.toUpperCase())];
    case 'ActionStarted':
    case 'ActionEnded':
    case 'ActionAbandoned': {
      const run = execution.actionRuns.find(({ id }) => id === event.actionRunId);
      return run ? [action(record, execution, run)] : [];
    }
    // What is only seen in the pipeline's state.
    case 'ActionProgressed':
    case 'TransitionReached':
      return [];
    default:
      return assertNever(event, 'event');
  }
}

function action({ scope }: PipelineRecord, { stages }: Execution, run: ActionRun): Told {
  const type = stages.find(({ name }) => name === run.stage)?.actions.find(({ name }) => name === run.action)?.type;
  return {
    of: 'Action',
    detail: {
      stage: run.stage,
      'action-execution-id': run.id,
      action: run.action,
      state: run.status === 'InProgress' ? 'STARTED' : run.status.toUpperCase(),
      region: scope.region,
      ...(type && { type }),
      ...(run.status !== 'InProgress' && {
        'execution-result': {
          ...(run.externalId !== undefined && { 'external-execution-id': run.externalId }),
          ...(run.externalUrl !== undefined && { 'external-execution-url': run.externalUrl }),
          ...((run.error?.message ?? run.summary) !== undefined && {
            'external-execution-summary': run.error?.message ?? run.summary,
          }),
          ...(run.error && { 'error-code': run.error.code }),
        },
      }),
    },
  };
}
