import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../config/schema.ts';

export interface MonitorProps {
  readonly prefix: string;
  readonly environment: Environment;
  /** What clients write before the path. */
  readonly url: string;
  readonly metricsNamespace: string;
}

/**
 * Asks for the environment's health from outside: a function that is in no VPC, under the name that clients use. Not a canary
 * of CloudWatch Synthetics: one costs $0.0012 a run ($52 a month at one a minute) besides its own function and artifacts, and
 * carries a browser, for one request whose answer is two fields. What needs a browser is a reason to take one.
 */
export class Monitor extends Construct {
  constructor(scope: Construct, id: string, { prefix, environment, url, metricsNamespace }: MonitorProps) {
    super(scope, id);
    const name = `${prefix}-monitor`;
    const { everyMinutes, failuresToAlarm } = environment.monitor;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/${prefix}/monitor`,
      retention: environment.service.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const monitor = new NodejsFunction(this, 'Function', {
      functionName: name,
      description: "Asks for the environment's health as a client would",
      entry: fileURLToPath(new URL('../../functions/monitor/handler.ts', import.meta.url)),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 128,
      // Longer than its own deadline, so that what it found is told.
      timeout: Duration.seconds(15),
      role: new Role(this, 'Role', {
        roleName: name,
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
        inlinePolicies: {
          log: new PolicyDocument({
            statements: [
              new PolicyStatement({
                actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                resources: [logGroup.logGroupArn],
              }),
            ],
          }),
        },
      }).withoutPolicyUpdates(),
      logGroup,
      bundling: { format: OutputFormat.ESM, target: 'node24', mainFields: ['module', 'main'], minify: true },
      environment: {
        HEALTH_URL: `${url}${environment.healthCheck.path}`,
        ENVIRONMENT: environment.name,
        METRICS_NAMESPACE: metricsNamespace,
      },
    });
    new Rule(this, 'Schedule', {
      ruleName: name,
      description: `Asks for the environment's health`,
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [new LambdaFunction(monitor)],
    });
    new Alarm(this, 'Alarm', {
      alarmName: name,
      alarmDescription: `The environment was not healthy from outside ${failuresToAlarm} times in a row, or nobody asked`,
      metric: new Metric({
        namespace: metricsNamespace,
        metricName: 'MonitorFailures',
        dimensionsMap: { Environment: environment.name },
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(everyMinutes),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: failuresToAlarm,
      datapointsToAlarm: failuresToAlarm,
      // A monitor that is silent is a failure.
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
