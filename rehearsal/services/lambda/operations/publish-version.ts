import type { PublishVersionCommandInput, PublishVersionCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, referenceOf } from '../mapping.ts';

export const publishVersion =
  (functions: LambdaFunctions): Handler<PublishVersionCommandInput, Omit<PublishVersionCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const reference = referenceOf(input.FunctionName);
    const { version } = functions.publish(scope, reference, input.Description, {
      codeSha256: input.CodeSha256,
      revisionId: input.RevisionId,
    });
    return configurationOf(functions.get(scope, reference), version, version.version);
  };
