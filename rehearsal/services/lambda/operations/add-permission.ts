import type { AddPermissionCommandInput, AddPermissionCommandOutput } from '@aws-sdk/client-lambda';
import { invalidParameter } from '../../../runtime/functions/errors.ts';
import { parseFunctionReference } from '../../../runtime/functions/function-reference.ts';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { referenceOf, statementOf } from '../mapping.ts';

export const addPermission =
  (functions: LambdaFunctions): Handler<AddPermissionCommandInput, Omit<AddPermissionCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { StatementId: id, Action: action, Principal: principal } = input;
    if (!id || !action || !principal) throw invalidParameter('StatementId, Action and Principal are required.');
    const reference = referenceOf(input.FunctionName, input.Qualifier);
    const { qualifier } = parseFunctionReference(reference);
    const statement = functions.addPermission(scope, reference, {
      id,
      action,
      principal,
      ...(input.SourceArn !== undefined && { sourceArn: input.SourceArn }),
      ...(input.SourceAccount !== undefined && { sourceAccount: input.SourceAccount }),
      ...(qualifier !== undefined && { qualifier }),
    });
    return { Statement: JSON.stringify(statementOf(functions.get(scope, reference), statement)) };
  };
