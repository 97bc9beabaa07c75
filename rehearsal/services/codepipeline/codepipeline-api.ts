import * as client from '@aws-sdk/client-codepipeline';
import { unverifiedPipelineSettings } from '../../runtime/pipelines/settings.ts';
import type { Handler, ServiceTable } from '../../wire/service-table.ts';
import type { CodePipelineDependencies } from './dependencies.ts';
import { createPipeline } from './operations/create-pipeline.ts';
import { deletePipeline } from './operations/delete-pipeline.ts';
import { disableStageTransition } from './operations/disable-stage-transition.ts';
import { enableStageTransition } from './operations/enable-stage-transition.ts';
import { getPipelineExecution } from './operations/get-pipeline-execution.ts';
import { getPipelineState } from './operations/get-pipeline-state.ts';
import { getPipeline } from './operations/get-pipeline.ts';
import { listActionExecutions } from './operations/list-action-executions.ts';
import { listPipelineExecutions } from './operations/list-pipeline-executions.ts';
import { listPipelines } from './operations/list-pipelines.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putApprovalResult } from './operations/put-approval-result.ts';
import { retryStageExecution } from './operations/retry-stage-execution.ts';
import { startPipelineExecution } from './operations/start-pipeline-execution.ts';
import { stopPipelineExecution } from './operations/stop-pipeline-execution.ts';
import { updatePipeline } from './operations/update-pipeline.ts';

/** AWS CodePipeline (codepipeline-2015-07-09): pipelines of type V1 and V2, their executions and approvals. */
export function codepipelineApi(dependencies: CodePipelineDependencies): ServiceTable {
  const operations = {
    CreatePipeline: createPipeline(dependencies),
    DeletePipeline: deletePipeline(dependencies),
    DisableStageTransition: disableStageTransition(dependencies),
    EnableStageTransition: enableStageTransition(dependencies),
    GetPipeline: getPipeline(dependencies),
    GetPipelineExecution: getPipelineExecution(dependencies),
    GetPipelineState: getPipelineState(dependencies),
    ListActionExecutions: listActionExecutions(dependencies),
    ListPipelineExecutions: listPipelineExecutions(dependencies),
    ListPipelines: listPipelines(dependencies),
    ListTagsForResource: listTagsForResource(dependencies),
    PutApprovalResult: putApprovalResult(dependencies),
    RetryStageExecution: retryStageExecution(dependencies),
    StartPipelineExecution: startPipelineExecution(dependencies),
    StopPipelineExecution: stopPipelineExecution(dependencies),
    UpdatePipeline: updatePipeline(dependencies),
  } satisfies Record<string, Handler<never, unknown>>;
  return { name: 'codepipeline', client, operations, gaps };
}

const gaps = [
  'Action types: CodeStarSourceConnection, CodeBuild, CloudFormation and Manual; any other is refused by name.',
  'Stage conditions (beforeEntry, onSuccess, onFailure with their rules), blockers, rollback of a stage, pull-request triggers, triggers on tags, artifact stores of other regions and actions with commands are refused or not served.',
  'Only the inbound transition of a stage can be disabled.',
  'Artifacts are directories, not archives in the artifact bucket; the places that ListActionExecutions shows hold nothing.',
  'The roles of pipeline and actions are recorded: of a CloudFormation action the account of its role says where the stack is, permissions are not enforced.',
  'A CloudFormation action takes no functions in ParameterOverrides and no stack policy; a CodeBuild action takes plain-text variables, no batches and no overrides of its buildspec.',
  'Limits on the number of executions in progress and on the size of variables are not enforced; actions other than approvals have no time-out of their own.',
  'A push is compared with a trigger by all files that it changed; AWS looks at a limited number of them.',
  'Nobody is notified of an approval.',
  'The variable BranchName of a source is the action’s own branch, also when a push to another one started the execution.',
  'Actions that ran when the engine ended have failed when it starts again, with the engine’s end as their reason.',
  'Unverified: what a connection’s source artifact makes of symbolic links and file modes (here: kept), and of submodules (here: empty folders).',
  'Unverified: the texts of errors, and of an approval that ran out or was rejected; those on stages, artifact counts, undeclared artifacts and configuration are as users quote them.',
  'Unverified: a stage fails when all actions of the failed one’s run order have ended.',
  'Unverified: in the mode PARALLEL an execution waits at a disabled transition.',
  'Unverified: an execution that was told to stop and wait is Stopped although its last action succeeded, and a retry then goes on with the stage.',
  'Unverified: variables are inserted as they are, also into the JSON of EnvironmentVariables; a value with a quotation mark breaks it.',
  'Unverified: ProviderType of a source revision is always GitHub, and the author’s id is the author’s name.',
  'Unverified: REPLACE_ON_FAILURE replaces a stack in ROLLBACK_COMPLETE, too.',
  'Unverified: the triggerDetail of an execution that a push started is the ARN of the connection.',
  ...Object.values(unverifiedPipelineSettings),
] as const;
