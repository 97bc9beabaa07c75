import { CannotRelease } from '../release/cannot-release.ts';
import { choosePipeline } from './choose-pipeline.ts';
import { watchCommand } from './commands-to-type.ts';
import type { PipelineContext } from './pipeline-context.ts';
import type { PipelineOutcome } from './pipeline-outcome.ts';
import { hasEnded } from './pipeline-view.ts';

/** CodePipeline takes no longer one. Source: API reference, StopPipelineExecution, reason. */
const LONGEST_REASON = 200;

/** Runs the failed actions of a stage again, or all of them; in the execution that was in the stage last. */
export async function retry(
  options: { pipeline?: string; stage: string; execution?: string; all: boolean },
  { pipelines }: PipelineContext,
): Promise<PipelineOutcome> {
  const pipeline = await choosePipeline(options.pipeline, pipelines);
  const { stages } = await pipelines.view(pipeline);
  const stage = stages.find(({ name }) => name === options.stage);
  if (!stage) {
    const names = stages.map(({ name }) => name).join(', ');
    throw new CannotRelease(`Pipeline ${pipeline} has no stage ${options.stage}; its stages are: ${names}.`);
  }
  const executionId = options.execution ?? stage.executionId;
  if (executionId === undefined) throw new CannotRelease(`No execution has been in ${stage.name} yet.`);
  await pipelines.retry({ pipeline, executionId, stage: stage.name, all: options.all });
  const what = options.all ? 'All actions' : 'The failed actions';
  return told(`${what} of ${stage.name} run again in execution ${executionId}.`, pipeline, executionId);
}

/** Stops an execution: the named one, else the only one under way. */
export async function stop(
  options: { pipeline?: string; execution?: string; abandon: boolean; reason: string },
  { pipelines }: PipelineContext,
): Promise<PipelineOutcome> {
  const { abandon, reason } = options;
  if (reason.length > LONGEST_REASON)
    throw new CannotRelease(`The reason may have ${LONGEST_REASON} characters; it has ${reason.length}.`);
  const pipeline = await choosePipeline(options.pipeline, pipelines);
  const running = (await pipelines.executions(pipeline)).filter((execution) => !hasEnded(execution));
  const [only, ...others] = running;
  const executionId = options.execution ?? only?.id;
  if (executionId === undefined) throw new CannotRelease(`No execution of ${pipeline} is under way.`);
  if (options.execution === undefined && others.length > 0) {
    const ids = running.map(({ id, status }) => `${id} (${status})`).join(', ');
    throw new CannotRelease(`Several executions are under way: say which one with --execution: ${ids}.`);
  }
  await pipelines.stop({ pipeline, executionId, abandon, reason });
  const how = abandon ? 'its running actions are left alone' : 'its running actions end first';
  return told(`Execution ${executionId} is being stopped: ${how}.`, pipeline, executionId);
}

/** Starts an execution by hand, with the newest commit. */
export async function start(options: { pipeline?: string }, { pipelines }: PipelineContext): Promise<PipelineOutcome> {
  const pipeline = await choosePipeline(options.pipeline, pipelines);
  const executionId = await pipelines.start(pipeline);
  return told(`Execution ${executionId} of ${pipeline} was started.`, pipeline, executionId);
}

const told = (message: string, pipeline: string, executionId: string): PipelineOutcome => ({
  outcome: 'done',
  message,
  details: [`Follow it: ${watchCommand({ pipeline, executionId })}`],
  pipeline,
  executionId,
});
