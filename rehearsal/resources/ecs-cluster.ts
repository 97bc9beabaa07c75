import { list, struct, tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Cluster, Clusters } from '../runtime/container-service/clusters.ts';
import type { Services } from '../runtime/container-service/services.ts';
import { clusterNotEmpty } from '../runtime/container-service/errors.ts';
import type { ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';

export interface EcsClusterProperties {
  ClusterName?: string;
  /** Recorded: Container Insights writes no metrics here. */
  ClusterSettings?: { Name: string; Value: string }[];
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = {
  ClusterName: 'value',
  ClusterSettings: list(struct({ Name: 'value', Value: 'value' })),
  Tags: tags,
};

/** AWS::ECS::Cluster. `Ref` is the cluster's name. */
export function ecsClusterProvider(deps: {
  clusters: Clusters;
  services: Services;
  ids: Ids;
}): ResourceProvider<EcsClusterProperties> {
  const { clusters, services, ids } = deps;
  return {
    type: 'AWS::ECS::Cluster',
    properties,
    replaceOn: ['ClusterName'],
    create: (wanted, context) => {
      const name = wanted.ClusterName ?? generatedName(ids, context, 255);
      return Promise.resolve(stateOf(clusters.create(context.scope, name, facts(wanted, context.stackTags))));
    },
    update: (state, wanted, _previous, { scope, stackTags }) =>
      Promise.resolve(stateOf(Object.assign(clusters.active(scope, state.physicalId), facts(wanted, stackTags)))),
    delete: (state, _wanted, { scope }) => {
      const cluster = clusters.find(scope, state.physicalId);
      if (cluster?.status === 'ACTIVE') {
        if (services.list(scope, cluster.name).length > 0) throw clusterNotEmpty();
        cluster.status = 'INACTIVE';
      }
      return Promise.resolve();
    },
  };
}

const stateOf = (cluster: Cluster): ResourceState => ({ physicalId: cluster.name, attributes: { Arn: cluster.arn } });

const facts = ({ ClusterSettings = [], Tags = [] }: EcsClusterProperties, stackTags: Record<string, string>) => ({
  settings: ClusterSettings.map(({ Name, Value }) => ({ name: Name, value: Value })),
  tags: Object.entries({ ...stackTags, ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) }).map(
    ([key, value]) => ({ key, value }),
  ),
});
