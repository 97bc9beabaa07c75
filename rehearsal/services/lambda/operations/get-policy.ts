import type { GetPolicyCommandInput, GetPolicyCommandOutput } from '@aws-sdk/client-lambda';
import type { LambdaFunctions } from '../../../runtime/functions/lambda-functions.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { referenceOf, statementOf } from '../mapping.ts';

export const getPolicy =
  (functions: LambdaFunctions): Handler<GetPolicyCommandInput, Omit<GetPolicyCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const reference = referenceOf(input.FunctionName, input.Qualifier);
    const record = functions.get(scope, reference);
    const statements = functions.permissions(scope, reference).map((statement) => statementOf(record, statement));
    return {
      Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }),
      RevisionId: record.latest.revisionId,
    };
  };
