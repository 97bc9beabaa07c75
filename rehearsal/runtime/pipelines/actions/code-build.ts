import { messageOf } from '../../../kernel/aws-error.ts';
import type { BuildResult, BuildStarter } from '../../ports/builds.ts';
import type { PipelineAction, PipelineActionInput, PipelineActionResult } from '../../ports/pipeline-actions.ts';

/** Runs a build of a project. Source: user guide, "AWS CodeBuild build and test action reference". */
export const codeBuildAction = (builds: BuildStarter): PipelineAction => ({
  start(input) {
    const { scope, configuration, pipelineName, directory } = input;
    const sources = sourcesOf(input);
    const revision = input.inputs.map((artifact) => artifact.revision?.id).find((id) => id !== undefined);
    const build = builds.start({
      scope,
      project: configuration['ProjectName'] ?? '',
      sources: sources.map(({ name, directory: source }) => ({ name, directory: source })),
      environment: environmentOf(configuration['EnvironmentVariables']),
      artifactsDirectory: directory,
      initiator: `codepipeline/${pipelineName}`,
      ...(revision !== undefined && { sourceVersion: revision }),
    });
    return {
      externalId: build.id,
      done: build.done.then((result) => resultOf(result, input.outputs)),
      stop: () => build.stop(),
    };
  },
});

/** The primary one first; with several inputs it must be named. */
function sourcesOf({ inputs, configuration }: PipelineActionInput) {
  const name = configuration['PrimarySource'] ?? (inputs.length === 1 ? inputs[0]?.name : undefined);
  if (name === undefined) throw new Error('PrimarySource is required when an action has several input artifacts.');
  const primary = inputs.find((artifact) => artifact.name === name);
  if (!primary) throw new Error(`PrimarySource names ${name}, which is no input artifact of the action.`);
  return [primary, ...inputs.filter((artifact) => artifact !== primary)];
}

/** `[{name, value, type}]` as JSON. */
function environmentOf(text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  let variables: { name: string; value: string; type?: string }[];
  try {
    variables = JSON.parse(text) as typeof variables;
  } catch (error) {
    throw new Error(`EnvironmentVariables is not a valid JSON array: ${messageOf(error)}`, { cause: error });
  }
  const other = variables.find(({ type = 'PLAINTEXT' }) => type !== 'PLAINTEXT');
  if (other) throw new Error(`The rehearsal does not implement the type ${other.type} of the variable ${other.name}.`);
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

/** One output artifact is the build's primary one; several are its secondary ones, by name. */
function resultOf(
  { status, phases, artifacts, exportedVariables }: BuildResult,
  outputs: readonly string[],
): PipelineActionResult {
  if (status !== 'SUCCEEDED') {
    const reason = phases.find(({ context }) => context.message !== '')?.context.message;
    const message = `Build terminated with state: ${status}${reason === undefined ? '' : `. ${reason}`}`;
    return { status: 'Failed', error: { code: 'JobFailed', message } };
  }
  const put = outputs.map((name) => ({
    name,
    directory: artifacts.find(
      (artifact) => artifact.name === name || (outputs.length === 1 && artifact.name === undefined),
    )?.directory,
  }));
  const missing = put.find(({ directory }) => directory === undefined);
  if (missing)
    return {
      status: 'Failed',
      error: { code: 'ConfigurationError', message: `The build did not put out the artifact ${missing.name}.` },
    };
  return {
    status: 'Succeeded',
    variables: exportedVariables,
    artifacts: put.map(({ name, directory = '' }) => ({ name, directory })),
  };
}
