import { Token, type Duration } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

export interface WatchedFunction {
  readonly functionName: string;
  readonly timeout: Duration;
}

// By the names that are written: a reference would be an export that ties stacks together. What has no name of its own is the
// CDK's: functions that run while a stack is deployed, whose failure is the stack's.

/** Functions in these stacks; one that is added is watched without a thought. */
export const functionsIn = (scopes: readonly IConstruct[]): WatchedFunction[] =>
  scopes
    .flatMap((scope) => scope.node.findAll())
    .filter((construct) => construct instanceof LambdaFunction)
    .flatMap(({ node, timeout }) => {
      const { functionName } = node.defaultChild as CfnFunction;
      return isWritten(functionName) && timeout ? [{ functionName, timeout }] : [];
    });

/** Alarms in these stacks. */
export const alarmNamesIn = (scopes: readonly IConstruct[]): string[] =>
  scopes
    .flatMap((scope) => scope.node.findAll())
    .filter((construct) => CfnAlarm.isCfnAlarm(construct))
    .flatMap(({ alarmName }) => (isWritten(alarmName) ? [alarmName] : []));

const isWritten = (name: string | undefined): name is string => name !== undefined && !Token.isUnresolved(name);
