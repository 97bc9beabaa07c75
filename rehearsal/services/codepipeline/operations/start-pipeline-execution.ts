import type {
  StartPipelineExecutionCommandInput,
  StartPipelineExecutionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import { pipelineErrors } from '../../../runtime/pipelines/errors.ts';
import type { Operation } from '../dependencies.ts';
import { required } from '../required.ts';

export const startPipelineExecution: Operation<
  StartPipelineExecutionCommandInput,
  StartPipelineExecutionCommandOutput
> =
  ({ pipelines }) =>
  ({ name, variables = [], sourceRevisions = [], clientRequestToken }, { scope, caller }) => {
    const other = sourceRevisions.find(({ revisionType }) => revisionType !== 'COMMIT_ID');
    if (other)
      throw pipelineErrors.validation(`The rehearsal does not implement the revision type ${other.revisionType}.`);
    const pipelineExecutionId = pipelines.start(scope, required(name, 'name'), {
      trigger: { type: 'StartPipelineExecution', detail: caller.arn },
      variables: Object.fromEntries(
        variables.map((variable) => [required(variable.name, 'variables.name'), variable.value ?? '']),
      ),
      sourceRevisions: Object.fromEntries(
        sourceRevisions.map(({ actionName, revisionValue }) => [
          required(actionName, 'sourceRevisions.actionName'),
          required(revisionValue, 'sourceRevisions.revisionValue'),
        ]),
      ),
      ...(clientRequestToken !== undefined && { clientRequestToken }),
    });
    return { pipelineExecutionId };
  };
