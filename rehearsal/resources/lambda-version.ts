import type { ResourceProvider } from '../runtime/ports/resource-provider.ts';
import type { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';

interface Properties {
  FunctionName: string;
  Description?: string;
  CodeSha256?: string;
}

/**
 * A numbered copy of `$LATEST`. Numbers are never used again, and a version that the template retains stays invokable.
 * Source: CloudFormation, AWS::Lambda::Version, and its failure when the function did not change since the last version.
 */
export function lambdaVersionProvider({ functions }: { functions: LambdaFunctions }): ResourceProvider<Properties> {
  return {
    type: 'AWS::Lambda::Version',
    properties: { FunctionName: 'value', Description: 'value', CodeSha256: 'value' },
    replaceOn: ['FunctionName', 'Description', 'CodeSha256'],
    create({ FunctionName, Description, CodeSha256 }, { scope }) {
      const conditions = { codeSha256: CodeSha256 };
      const { version, isNew } = functions.publish(scope, FunctionName, Description, conditions);
      if (!isNew)
        throw new Error(
          `A version for this Lambda function exists ( ${version.version} ). Modify the function to create a new version.`,
        );
      const arn = `${functions.get(scope, FunctionName).arn}:${version.version}`;
      return Promise.resolve({ physicalId: arn, attributes: { Version: version.version, FunctionArn: arn } });
    },
    update: (state) => Promise.resolve(state),
    delete(state, _properties, { scope }) {
      if (functions.exists(scope, state.physicalId)) functions.delete(scope, state.physicalId);
      return Promise.resolve();
    },
  };
}
