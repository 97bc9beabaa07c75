import { AwsError } from '../kernel/aws-error.ts';
import type { Ids } from '../kernel/ids.ts';
import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import { parseFunctionReference } from '../runtime/functions/function-reference.ts';
import type { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';

interface Properties {
  FunctionName: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
  SourceAccount?: string;
}

/** A statement of the policy of a function, or of the version or alias that FunctionName names. Load balancers are held to it. */
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
      const { qualifier } = parseFunctionReference(properties.FunctionName);
      functions.addPermission(scope, properties.FunctionName, {
        id,
        ...(qualifier !== undefined && { qualifier }),
        action: properties.Action,
        principal: properties.Principal,
        ...(properties.SourceArn !== undefined && { sourceArn: properties.SourceArn }),
        ...(properties.SourceAccount !== undefined && { sourceAccount: properties.SourceAccount }),
      });
      return Promise.resolve({ physicalId: id, attributes: { Id: id } });
    },
    update: (state) => Promise.resolve(state),
    delete(state, properties, { scope }) {
      try {
        functions.removePermission(scope, properties.FunctionName, state.physicalId);
      } catch (error) {
        // It went with its function, version or alias.
        if (!(error instanceof AwsError && error.code === 'ResourceNotFoundException')) throw error;
      }
      return Promise.resolve();
    },
  };
}
