import type { DescribeClustersCommandInput, DescribeClustersCommandOutput } from '@aws-sdk/client-ecs';
import { arnOf } from '../../../kernel/scope.ts';
import type { Handler } from '../../../wire/service-table.ts';
import type { EcsDependencies } from '../dependencies.ts';
import { wireCluster } from '../mapping.ts';

export const describeClusters =
  ({
    clusters,
    services,
  }: EcsDependencies): Handler<DescribeClustersCommandInput, Omit<DescribeClustersCommandOutput, '$metadata'>> =>
  (input, { scope }) => {
    const asked = (input.clusters ?? ['default']).map((reference) => ({
      reference,
      cluster: clusters.find(scope, reference),
    }));
    return {
      clusters: asked.flatMap(({ cluster }) =>
        cluster ? [wireCluster(cluster, cluster.status === 'ACTIVE' ? services.list(scope, cluster.name) : [])] : [],
      ),
      failures: asked.flatMap(({ reference, cluster }) =>
        cluster ? [] : [{ arn: arnOf(scope, 'ecs', `cluster/${reference.split('/').at(-1)}`), reason: 'MISSING' }],
      ),
    };
  };
