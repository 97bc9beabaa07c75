import { messageOf } from '../../../kernel/aws-error.ts';
import type { PipelineActionInput } from '../../ports/pipeline-actions.ts';
import type { PipelineArtifacts } from '../../ports/pipeline-artifacts.ts';
import type { StackRequest } from '../../stacks/stack-request.ts';

/** A template configuration file. Source: CloudFormation User Guide, "CloudFormation artifacts". */
interface TemplateConfiguration {
  Parameters?: Record<string, string>;
  Tags?: Record<string, string>;
  StackPolicy?: unknown;
}

/** What an action of a pipeline asks of a stack: the template and its parameters come from artifacts. */
export async function requestFrom(artifacts: PipelineArtifacts, input: PipelineActionInput): Promise<StackRequest> {
  const { configuration } = input;
  const { StackName = '', TemplatePath, Capabilities = '', ParameterOverrides, TemplateConfiguration } = configuration;
  if (TemplatePath === undefined) throw new Error(`TemplatePath is required for ${configuration['ActionMode']}.`);
  const settings = TemplateConfiguration === undefined ? {} : await settingsOf(artifacts, input, TemplateConfiguration);
  if (settings.StackPolicy !== undefined)
    throw new Error('The rehearsal does not implement StackPolicy in a template configuration.');
  const overrides = ParameterOverrides === undefined ? {} : documentOf('ParameterOverrides', ParameterOverrides);
  return {
    name: StackName,
    templateBody: await textOf(artifacts, input, 'TemplatePath', TemplatePath),
    parameters: {
      ...settings.Parameters,
      ...Object.fromEntries(Object.entries(overrides as object).map(plainParameter)),
    },
    capabilities: Capabilities.split(',').filter((capability) => capability !== ''),
    ...(settings.Tags && { tags: settings.Tags }),
  };
}

async function settingsOf(
  artifacts: PipelineArtifacts,
  input: PipelineActionInput,
  location: string,
): Promise<TemplateConfiguration> {
  const text = await textOf(artifacts, input, 'TemplateConfiguration', location);
  return documentOf('TemplateConfiguration', text) as TemplateConfiguration;
}

/** `Artifact::path/in/it` */
async function textOf(
  artifacts: PipelineArtifacts,
  { inputs, action }: PipelineActionInput,
  key: string,
  location: string,
): Promise<string> {
  const [name = '', path] = location.split('::');
  const artifact = inputs.find((input) => input.name === name);
  if (!artifact || path === undefined)
    throw new Error(`${key} of action ${action} is '${location}', but no input artifact is called '${name}'.`);
  return artifacts.readText(artifact.directory, path).catch((error: unknown) => {
    throw new Error(`File [${path}] does not exist in artifact [${name}]: ${messageOf(error)}`, { cause: error });
  });
}

function documentOf(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${key} is not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** Fn::GetArtifactAtt and Fn::GetParam are objects. */
function plainParameter([name, value]: [string, unknown]): [string, string] {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new Error(`The rehearsal does not implement functions in ParameterOverrides, which ${name} has.`);
  return [name, String(value)];
}
