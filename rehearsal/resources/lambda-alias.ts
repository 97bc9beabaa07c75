import { list, struct } from '../domain/stack/property-shape.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';

interface Properties {
  FunctionName: string;
  FunctionVersion: string;
  Name: string;
  Description?: string;
  /** Templates may write numbers as text. */
  RoutingConfig?: {
    AdditionalVersionWeights?: { FunctionVersion: string; FunctionWeight: number | string }[];
  };
}

/**
 * A name for one version, or two by weight. Provisioned concurrency is refused by name, and so is an UpdatePolicy: CloudFormation's
 * own CodeDeploy deployments (CodeDeployLambdaAliasUpdate) are not rehearsed.
 */
export function lambdaAliasProvider({ functions }: { functions: LambdaFunctions }): ResourceProvider<Properties> {
  const changesOf = ({ FunctionVersion, Description, RoutingConfig }: Properties) => ({
    functionVersion: FunctionVersion,
    description: Description ?? '',
    weights: Object.fromEntries(
      (RoutingConfig?.AdditionalVersionWeights ?? []).map((entry) => [
        entry.FunctionVersion,
        Number(entry.FunctionWeight),
      ]),
    ),
  });
  return {
    type: 'AWS::Lambda::Alias',
    properties: {
      FunctionName: 'value',
      FunctionVersion: 'value',
      Name: 'value',
      Description: 'value',
      RoutingConfig: struct({
        AdditionalVersionWeights: list(struct({ FunctionVersion: 'value', FunctionWeight: 'value' })),
      }),
    },
    replaceOn: ['FunctionName', 'Name'],
    create(properties, { scope }) {
      const { FunctionName, Name } = properties;
      functions.aliases.create(scope, FunctionName, { name: Name, ...changesOf(properties) });
      const arn = `${functions.get(scope, FunctionName).arn}:${Name}`;
      return Promise.resolve({ physicalId: arn, attributes: { AliasArn: arn } });
    },
    update(state, properties, _previous, { scope }) {
      functions.aliases.update(scope, properties.FunctionName, properties.Name, changesOf(properties));
      return Promise.resolve(state);
    },
    delete(_state, properties, { scope }) {
      if (functions.exists(scope, properties.FunctionName))
        functions.aliases.delete(scope, properties.FunctionName, properties.Name);
      return Promise.resolve();
    },
  };
}
