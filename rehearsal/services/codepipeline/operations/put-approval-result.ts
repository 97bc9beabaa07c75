import type { PutApprovalResultCommandInput, PutApprovalResultCommandOutput } from '@aws-sdk/client-codepipeline';
import { pipelineErrors } from '../../../runtime/pipelines/errors.ts';
import type { Operation } from '../dependencies.ts';
import { required } from '../required.ts';

export const putApprovalResult: Operation<PutApprovalResultCommandInput, PutApprovalResultCommandOutput> =
  ({ pipelines }) =>
  ({ pipelineName, stageName, actionName, token, result }, { scope, caller }) => {
    const { status, summary = '' } = required(result, 'result');
    if (status !== 'Approved' && status !== 'Rejected')
      throw pipelineErrors.validation(
        `1 validation error detected: Value '${String(status)}' at 'result.status' failed to satisfy constraint: ` +
          'Member must satisfy enum value set: [Approved, Rejected]',
      );
    const at = pipelines.decide(scope, required(pipelineName, 'pipelineName'), {
      stage: required(stageName, 'stageName'),
      action: required(actionName, 'actionName'),
      token: required(token, 'token'),
      approved: status === 'Approved',
      summary,
      by: caller.arn,
    });
    return { approvedAt: new Date(at) };
  };
