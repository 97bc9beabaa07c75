import { Duration } from 'aws-cdk-lib';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import { AwsCustomResource, PhysicalResourceId, PhysicalResourceIdReference } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import type { AliasHandler } from './alias-handler.ts';

export interface ShiftedAliasProps {
  readonly handler: AliasHandler;
  readonly aliasName: string;
  /** What it names at first; a later one changes nothing here. */
  readonly version: IVersion;
}

/**
 * An alias that CodeDeploy moves from version to version, and CloudFormation never.
 *
 * `AWS::Lambda::Alias` names its version with every update, and with every rollback of one; CloudFormation would move it at
 * once, or by a deployment of its own (UpdatePolicy CodeDeployLambdaAliasUpdate), which ends with the stack's update and
 * cannot be watched, held or taken back by a release tool. Here only the creation names a version. Every new one changes the
 * call of the creation, so CloudFormation asks for an update: there is no such call, and the handler answers with the
 * physical id that it was asked with (aws-custom-resource-handler of aws-cdk-lib).
 */
export class ShiftedAlias extends AwsCustomResource {
  readonly aliasName: string;
  /** Composed: after an update without a call there is no answer to read it from. */
  readonly aliasArn: string;

  constructor(scope: Construct, id: string, { handler, aliasName, version }: ShiftedAliasProps) {
    const { functionName, functionArn } = version.lambda;
    super(scope, id, {
      resourceType: 'Custom::ShiftedAlias',
      installLatestAwsSdk: false,
      timeout: Duration.minutes(1),
      role: handler.role,
      logGroup: handler.logGroup,
      onCreate: {
        service: SERVICE,
        action: 'createAlias',
        parameters: { FunctionName: functionName, Name: aliasName, FunctionVersion: version.version },
        physicalResourceId: PhysicalResourceId.of(aliasName),
      },
      onDelete: {
        service: SERVICE,
        action: 'deleteAlias',
        // A creation that failed has a log stream's name as its physical id: no alias can have it, and none is deleted.
        parameters: { FunctionName: functionName, Name: new PhysicalResourceIdReference() },
        ignoreErrorCodesMatching: 'ResourceNotFoundException|ValidationException|InvalidParameterValueException',
      },
    });
    this.aliasName = aliasName;
    this.aliasArn = `${functionArn}:${aliasName}`;
  }
}

const SERVICE = '@aws-sdk/client-lambda';
