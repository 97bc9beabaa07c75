import type { UpdateFunctionCodeCommandInput, UpdateFunctionCodeCommandOutput } from '@aws-sdk/client-lambda';
import { invalidParameter } from '../../../runtime/functions/errors.ts';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { configurationOf, referenceOf } from '../mapping.ts';

export const updateFunctionCode =
  (
    functions: LambdaFunctions,
  ): Handler<UpdateFunctionCodeCommandInput, Omit<UpdateFunctionCodeCommandOutput, '$metadata'>> =>
  async (input, { scope }) => {
    const reference = referenceOf(input.FunctionName);
    if (!input.ZipFile) throw invalidParameter('The rehearsal takes functions as ZipFile only.');
    const record = await functions.updateCode(
      scope,
      reference,
      { kind: 'zip', bytes: input.ZipFile },
      input.Architectures,
      input.RevisionId,
    );
    return configurationOf(record, input.Publish ? functions.publish(scope, reference).version : record.latest);
  };
