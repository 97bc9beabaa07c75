import type { ListServicesCommandInput, ListServicesCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { page } from '../pages.ts';

export const listServices =
  ({ services }: EcsDependencies): Handler<ListServicesCommandInput, Omit<ListServicesCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const all = services
      .list(scope, input.cluster)
      .filter(({ launchType }) => input.launchType === undefined || input.launchType === launchType)
      .filter(() => input.schedulingStrategy === undefined || input.schedulingStrategy === 'REPLICA');
    // Source: ECS API, ListServices.maxResults: ten unless told otherwise.
    const { items, nextToken } = page(all, input.nextToken, input.maxResults ?? 10);
    return { serviceArns: items.map(({ arn }) => arn), nextToken };
  };
