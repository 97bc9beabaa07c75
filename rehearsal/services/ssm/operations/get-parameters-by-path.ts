import type { GetParametersByPathCommandInput, GetParametersByPathResult } from '@aws-sdk/client-ssm';
import type { Handler } from '../../../wire/service-table.ts';
import { currentOf, matches, page, required, wireParameter } from '../mapping.ts';
import type { SsmDependencies } from '../dependencies.ts';

/** Ten a page when not told otherwise. Source: GetParametersByPath, MaxResults. */
export const getParametersByPath =
  ({ parameters }: SsmDependencies): Handler<GetParametersByPathCommandInput, GetParametersByPathResult> =>
  (input, { scope }) => {
    const below = parameters.byPath(scope, required(input.Path, 'path'), input.Recursive ?? false);
    const matching = below.filter((parameter) => matches(parameter, input.ParameterFilters ?? []));
    const { items, nextToken } = page(matching, input.NextToken, input.MaxResults ?? 10);
    return {
      Parameters: items.map((parameter) =>
        wireParameter(parameter, currentOf(parameter), input.WithDecryption ?? false),
      ),
      NextToken: nextToken,
    };
  };
