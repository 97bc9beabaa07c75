import type { ListMetricsCommandInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import type { Handler } from '../../../wire/service-table.ts';
import type { CloudWatchDependencies } from '../dependencies.ts';
import { wireDimensions } from '../mapping.ts';
import { page } from '../pages.ts';

/** Source: ListMetrics: up to 500 a page; a dimension filter without a value matches any. */
export const listMetrics =
  ({ metrics, clock }: CloudWatchDependencies): Handler<ListMetricsCommandInput, ListMetricsOutput> =>
  (input, { scope }) => {
    const since = input.RecentlyActive === 'PT3H' ? clock.now() - 3 * 60 * 60 * 1000 : 0;
    const matching = metrics.list(scope).filter(({ identity, lastAt }) => {
      if (input.Namespace !== undefined && identity.namespace !== input.Namespace) return false;
      if (input.MetricName !== undefined && identity.name !== input.MetricName) return false;
      const hasAll = (input.Dimensions ?? []).every(({ Name, Value }) => {
        const actual = identity.dimensions[Name ?? ''];
        return actual !== undefined && (Value === undefined || actual === Value);
      });
      return hasAll && lastAt >= since;
    });
    const { items, nextToken } = page(matching, input.NextToken, 500);
    return {
      Metrics: items.map(({ identity }) => ({
        Namespace: identity.namespace,
        MetricName: identity.name,
        Dimensions: wireDimensions(identity.dimensions),
      })),
      NextToken: nextToken,
    };
  };
