import type { ListClustersCommandInput, ListClustersCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { page } from '../pages.ts';

export const listClusters =
  ({ clusters }: EcsDependencies): Handler<ListClustersCommandInput, Omit<ListClustersCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const { items, nextToken } = page(clusters.list(scope), input.nextToken, input.maxResults);
    return { clusterArns: items.map(({ arn }) => arn), nextToken };
  };
