import type { Ids } from '../kernel/ids.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';

interface Properties {
  FunctionName: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
  SourceAccount?: string;
}

/** Remembered and readable; who may invoke is not enforced by it yet. */
export function lambdaPermissionProvider({
  functions,
  ids,
}: {
  functions: LambdaFunctions;
  ids: Ids;
}): ResourceProvider<Properties> {
  return {
    type: 'AWS::Lambda::Permission',
    properties: {
      FunctionName: 'value',
      Action: 'value',
      Principal: 'value',
      SourceArn: 'value',
      SourceAccount: 'value',
    },
    replaceOn: ['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount'],
    create(properties, { scope, stackName, logicalId }) {
      const id = `${stackName}-${logicalId}-${ids.upper(12)}`;
      functions.addPermission(scope, properties.FunctionName, {
        id,
        action: properties.Action,
        principal: properties.Principal,
        ...(properties.SourceArn !== undefined && { sourceArn: properties.SourceArn }),
        ...(properties.SourceAccount !== undefined && { sourceAccount: properties.SourceAccount }),
      });
      return Promise.resolve({ physicalId: id, attributes: { Id: id } });
    },
    update: (state) => Promise.resolve(state),
    delete(state, properties, { scope }) {
      if (functions.exists(scope, properties.FunctionName))
        functions.removePermission(scope, properties.FunctionName, state.physicalId);
      return Promise.resolve();
    },
  };
}
