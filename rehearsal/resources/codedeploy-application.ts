import { tags, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { CodeDeploy } from '../runtime/deployments/codedeploy.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { tagMap } from './codedeploy-tags.ts';

interface ApplicationProperties {
  ApplicationName?: string;
  ComputePlatform?: string;
  Tags?: { Key: string; Value: string }[];
}

const properties: Record<string, PropertyShape> = { ApplicationName: 'value', ComputePlatform: 'value', Tags: tags };

/** AWS::CodeDeploy::Application. `Ref` is its name. */
export function codedeployApplicationProvider({
  codeDeploy,
  ids,
}: {
  codeDeploy: CodeDeploy;
  ids: Ids;
}): ResourceProvider<ApplicationProperties> {
  return {
    type: 'AWS::CodeDeploy::Application',
    properties,
    replaceOn: ['ApplicationName', 'ComputePlatform'],
    async create(wanted, context) {
      const { name } = codeDeploy.applications.create(context.scope, {
        name: wanted.ApplicationName ?? generatedName(ids, context, 100),
        ...(wanted.ComputePlatform !== undefined && { computePlatform: wanted.ComputePlatform }),
        tags: { ...context.stackTags, ...tagMap(wanted.Tags) },
      });
      return { physicalId: name, attributes: {} };
    },
    async update(state, wanted, _previous, { scope, stackTags }) {
      const application = codeDeploy.applications.get(scope, state.physicalId);
      application.tags = { ...stackTags, ...tagMap(wanted.Tags) };
      return state;
    },
    async delete(state, _properties, { scope }) {
      codeDeploy.deleteApplication(scope, state.physicalId);
    },
  };
}
