import { map, type PropertyShape } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Parameters } from '../runtime/parameters/parameters.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { unlessGone } from './gone.ts';

export interface SsmParameterProperties {
  AllowedPattern?: string;
  DataType?: string;
  Description?: string;
  Name?: string;
  Tags?: Record<string, string>;
  Tier?: string;
  Type: string;
  Value: string | number;
}

const properties: Record<string, PropertyShape> = {
  AllowedPattern: 'value',
  DataType: 'value',
  Description: 'value',
  Name: 'value',
  Tags: map('value'),
  Tier: 'value',
  Type: 'value',
  Value: 'value',
};

/** AWS::SSM::Parameter. `Ref` is its name. */
export function ssmParameterProvider({
  parameters,
  ids,
}: {
  parameters: Parameters;
  ids: Ids;
}): ResourceProvider<SsmParameterProperties> {
  const put = (
    wanted: SsmParameterProperties,
    name: string,
    overwrite: boolean,
    { scope, stackTags }: ResourceContext,
  ) => {
    // Source: AWS::SSM::Parameter, Type: CloudFormation does not create a SecureString.
    if (wanted.Type === 'SecureString') throw new Error('AWS::SSM::Parameter does not support the type SecureString.');
    if (wanted.DataType !== undefined && wanted.DataType !== 'text')
      throw new Error(`The rehearsal does not implement DataType ${wanted.DataType} of AWS::SSM::Parameter.`);
    const parameter = parameters.put(scope, {
      name,
      value: String(wanted.Value),
      type: wanted.Type,
      overwrite,
      description: wanted.Description,
      allowedPattern: wanted.AllowedPattern,
      tier: wanted.Tier,
      tags: { ...stackTags, ...wanted.Tags },
      by: `arn:aws:iam::${scope.account}:root`,
    });
    const state: ResourceState = {
      physicalId: name,
      attributes: { Type: wanted.Type, Value: String(wanted.Value), Arn: parameter.arn },
    };
    return state;
  };
  return {
    type: 'AWS::SSM::Parameter',
    properties,
    replaceOn: ['Name'],
    create: async (wanted, context) => put(wanted, wanted.Name ?? `CFN-${generatedName(ids, context)}`, false, context),
    update: async (state, wanted, _previous, context) => put(wanted, state.physicalId, true, context),
    async delete(state, _wanted, { scope }) {
      unlessGone(() => parameters.delete(scope, state.physicalId));
    },
  };
}
