import type { GetParametersCommandInput, GetParametersResult } from '@aws-sdk/client-ssm';
import { AwsError } from '../../../kernel/aws-error.ts';
import { invalidParameter } from '../../../runtime/parameters/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { required, wireParameter } from '../mapping.ts';
import type { SsmDependencies } from '../dependencies.ts';

/** Up to ten names; those that do not exist are named beside the others. Source: GetParameters. */
export const getParameters =
  ({ parameters }: SsmDependencies): Handler<GetParametersCommandInput, GetParametersResult> =>
  (input, { scope }) => {
    const names = required(input.Names, 'names');
    if (names.length < 1 || names.length > 10) throw invalidParameter('Names must have between 1 and 10 elements.');
    const found = [...new Set(names)].map((name) => {
      try {
        return { name, ...parameters.get(scope, name) };
      } catch (error) {
        if (error instanceof AwsError) return { name, parameter: undefined };
        throw error;
      }
    });
    return {
      Parameters: found.flatMap((one) =>
        one.parameter ? [wireParameter(one.parameter, one.version, input.WithDecryption ?? false, one.selector)] : [],
      ),
      InvalidParameters: found.flatMap((one) => (one.parameter ? [] : [one.name])),
    };
  };
