import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';

interface Properties {
  FunctionName: string;
  FunctionVersion: string;
  Name: string;
  Description?: string;
}

/** A name for one version. */
export function lambdaAliasProvider({ functions }: { functions: LambdaFunctions }): ResourceProvider<Properties> {
  const aliasOf = ({ Name, FunctionVersion, Description }: Properties) => ({
    name: Name,
    functionVersion: FunctionVersion,
    description: Description ?? '',
  });
  return {
    type: 'AWS::Lambda::Alias',
    properties: { FunctionName: 'value', FunctionVersion: 'value', Name: 'value', Description: 'value' },
    replaceOn: ['FunctionName', 'Name'],
    create(properties, { scope }) {
      functions.putAlias(scope, properties.FunctionName, aliasOf(properties), true);
      const arn = `${functions.get(scope, properties.FunctionName).arn}:${properties.Name}`;
      return Promise.resolve({ physicalId: arn, attributes: { AliasArn: arn } });
    },
    update(state, properties, _previous, { scope }) {
      functions.putAlias(scope, properties.FunctionName, aliasOf(properties), false);
      return Promise.resolve(state);
    },
    delete(_state, properties, { scope }) {
      if (functions.exists(scope, properties.FunctionName))
        functions.deleteAlias(scope, properties.FunctionName, properties.Name);
      return Promise.resolve();
    },
  };
}
