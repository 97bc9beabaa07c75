import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing, type IVersion } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import { acknowledge } from '../../compliance/acknowledge.ts';
import type { Environment } from '../../config/schema.ts';
import type { ServiceImage } from '../../config/service-image.ts';
import { accessVariables, corsVariables } from '../task/access-variables.ts';
import { isTraced } from '../task/containers.ts';
import { sendTraces } from '../task/send-traces.ts';

export interface DeleteItemFunctionProps {
  readonly functionName: string;
  /** `/<prefix>/…`. */
  readonly logGroupName: string;
  readonly environment: Environment;
  readonly architecture: ServiceImage['architecture'];
  readonly items: ITable;
  readonly metricsNamespace: string;
  /** A label makes a version of its own, so that a drill can release code that did not change. */
  readonly release: string | undefined;
}

/**
 * Answers DELETE of an item. Outside the VPC: the table and the issuer's keys are public endpoints. No concurrency is reserved
 * for it: an account keeps 100 unreserved, so in a new one, whose limit is lower, the reservation itself would fail; that it
 * is throttled is an alarm.
 */
export class DeleteItemFunction extends Construct {
  readonly function: NodejsFunction;
  /** Of code and configuration as they are in this synthesis. */
  readonly version: IVersion;

  constructor(scope: Construct, id: string, props: DeleteItemFunctionProps) {
    super(scope, id);
    const { functionName, environment, items, release } = props;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: props.logGroupName,
      retention: environment.service.logDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      description: 'DELETE /picus/{key}',
      entry: fileURLToPath(new URL('../../../service/src/functions/delete-item.ts', import.meta.url)),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture === 'ARM64' ? Architecture.ARM_64 : Architecture.X86_64,
      // CPU comes in proportion to memory (Lambda developer guide, "Configure Lambda function memory"), and a cold start is CPU.
      memorySize: 512,
      timeout: Duration.seconds(10),
      tracing: isTraced(environment) ? Tracing.ACTIVE : Tracing.DISABLED,
      role: functionRole(this, props, logGroup).withoutPolicyUpdates(),
      logGroup,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        // The SDK travels with the handler: what was tested is what runs.
        externalModules: [],
        bundleAwsSDK: true,
        minify: true,
      },
      environment: {
        TABLE_NAME: items.tableName,
        METRICS_NAMESPACE: props.metricsNamespace,
        LOG_LEVEL: environment.service.logLevel,
        ...accessVariables(environment.access),
        ...corsVariables(environment.service.corsOrigins),
        ...(release !== undefined && { RELEASE: release }),
      },
      // A release goes back to the version before; one whose creation is rolled back was never released.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
    this.version = this.function.currentVersion;
  }
}

function functionRole(
  scope: Construct,
  { functionName, environment, items }: DeleteItemFunctionProps,
  logGroup: LogGroup,
): Role {
  const role = new Role(scope, 'Role', {
    roleName: functionName,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      delete: new PolicyDocument({
        statements: [
          // A condition that fails is explained by what is there.
          new PolicyStatement({ actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem'], resources: [items.tableArn] }),
          new PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            resources: [logGroup.logGroupArn],
          }),
          ...(isTraced(environment) ? [sendTraces(Stack.of(scope).region, 'xray:PutTelemetryRecords')] : []),
        ],
      }),
    },
  });
  if (isTraced(environment))
    acknowledge(role, {
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'The X-Ray actions that Lambda needs to trace invocations take no resource; the region is fixed.',
    });
  return role;
}
