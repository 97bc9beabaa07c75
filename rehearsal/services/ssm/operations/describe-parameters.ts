import type { DescribeParametersCommandInput, DescribeParametersResult } from '@aws-sdk/client-ssm';
import { notRehearsed } from '../../../runtime/parameters/errors.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { matches, page, wireMetadata } from '../mapping.ts';
import type { SsmDependencies } from '../dependencies.ts';

/** Fifty a page when not told otherwise. Source: DescribeParameters, MaxResults. */
export const describeParameters =
  ({ parameters }: SsmDependencies): Handler<DescribeParametersCommandInput, DescribeParametersResult> =>
  (input, { scope }) => {
    if (input.Filters?.length) throw notRehearsed('the legacy Filters of DescribeParameters');
    const matching = parameters.list(scope).filter((parameter) => matches(parameter, input.ParameterFilters ?? []));
    const { items, nextToken } = page(matching, input.NextToken, input.MaxResults ?? 50);
    return { Parameters: items.map(wireMetadata), NextToken: nextToken };
  };
