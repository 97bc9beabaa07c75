import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';

interface Properties {
  FunctionName: string;
  Description?: string;
}

/** A numbered copy of `$LATEST`. Versions stay until their function goes: the numbers are never used again. */
export function lambdaVersionProvider({ functions }: { functions: LambdaFunctions }): ResourceProvider<Properties> {
  return {
    type: 'AWS::Lambda::Version',
    properties: { FunctionName: 'value', Description: 'value' },
    replaceOn: ['FunctionName', 'Description'],
    create(properties, { scope }) {
      const { version } = functions.publish(scope, properties.FunctionName, properties.Description);
      const arn = `${functions.get(scope, properties.FunctionName).arn}:${version}`;
      return Promise.resolve({ physicalId: arn, attributes: { Version: version, FunctionArn: arn } });
    },
    update: (state) => Promise.resolve(state),
    delete(state, _properties, { scope }) {
      if (!functions.exists(scope, state.physicalId)) return Promise.resolve();
      const record = functions.get(scope, state.physicalId);
      record.versions = record.versions.filter(({ version }) => `${record.arn}:${version}` !== state.physicalId);
      return Promise.resolve();
    },
  };
}
