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
  const settings =
    TemplateConfiguration === undefined
      ? {}
      : documentOf<TemplateConfiguration>(
          'TemplateConfiguration',
          await textOf(artifacts, input, 'TemplateConfiguration', TemplateConfiguration),
        );
  if (settings.StackPolicy !== undefined)
    throw new Error('The rehearsal does not implement StackPolicy in a template configuration.');
  const overrides =
    ParameterOverrides === undefined
      ? {}
      : documentOf<Record<string, unknown>>('ParameterOverrides', ParameterOverrides);
  return {
    name: StackName,
    templateBody: await textOf(artifacts, input, 'TemplatePath', TemplatePath),
    parameters: { ...settings.Parameters, ...Object.fromEntries(Object.entries(overrides).map(plainParameter)) },
    capabilities: Capabilities.split(',').filter((capability) => capability !== ''),
    ...(settings.Tags && { tags: settings.Tags }),
  };
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

function documentOf<T>(key: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${key} is not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** Fn::GetArtifactAtt and Fn::GetParam are objects. */
function plainParameter([name, value]: [string, unknown]): [string, string] {
  if (typeof value === 'object')
    throw new Error(`The rehearsal does not implement functions in ParameterOverrides, which ${name} has.`);
  return [name, String(value)];
}
