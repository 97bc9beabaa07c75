import type { CreateClusterCommandInput, CreateClusterCommandOutput } from '@aws-sdk/client-ecs';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { onlyKnown } from '../known-members.ts';
import { tagsFrom, wireCluster } from '../mapping.ts';

export const createCluster =
  ({
    clusters,
    services,
  }: EcsDependencies): Handler<CreateClusterCommandInput, Omit<CreateClusterCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    onlyKnown(input, ['clusterName', 'settings', 'tags']);
    const cluster = clusters.create(scope, input.clusterName ?? 'default', {
      settings: (input.settings ?? []).map(({ name = '', value = '' }) => ({ name, value })),
      tags: tagsFrom(input.tags),
    });
    return { cluster: wireCluster(cluster, services.list(scope, cluster.name)) };
  };
