import { createHash } from 'node:crypto';
import type { AppSpecContent } from './app-spec.ts';
import type { FunctionTarget } from './function-target.ts';

/**
 * The AppSpec of a function's release (user guide, "AppSpec 'resources' section for AWS Lambda deployments").
 * @param currentVersion what the alias names now: CodeDeploy refuses another
 */
export function functionAppSpec(target: FunctionTarget, currentVersion: string): AppSpecContent {
  const content = JSON.stringify({
    version: 0.0,
    Resources: [
      {
        [target.functionName]: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: target.functionName,
            Alias: target.alias,
            CurrentVersion: currentVersion,
            TargetVersion: target.version,
          },
        },
      },
    ],
  });
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}
