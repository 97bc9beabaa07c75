import * as autoScaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as codedeploy from '@aws-sdk/client-codedeploy';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import { LIFECYCLE_EVENTS } from '../../../deployer/release/deployment.ts';
import { BLUE, GREEN, outputs, PRODUCTION, REVISION_1, TEST } from '../../../deployer/testing/fixtures.ts';
import type { ServiceTable } from '../../../rehearsal/wire/service-table.ts';

type Events = Record<string, codedeploy.LifecycleEventStatus>;

/** What AWS answers at one look; each GetDeployment of the release moves on to the next. */
export interface Look {
  status: codedeploy.DeploymentStatus;
  events: Events;
  green: number;
  error?: codedeploy.ErrorInformation;
  rollback?: string;
}

export const succeeded = (count: number, next: Events = {}): Events => ({
  ...Object.fromEntries(LIFECYCLE_EVENTS.slice(0, count).map((name) => [name, 'Succeeded' as const])),
  ...next,
});

/** Answers in AWS's own shapes, one look after the other. */
export class ScriptedAws {
  readonly received: { operation: string; input: unknown }[] = [];
  stackOutputs = outputs();
  rollbackStatus: codedeploy.DeploymentStatus = 'InProgress';
  #looks: Look[];
  #revision: codedeploy.RevisionLocation | undefined;

  constructor(looks: Look[], active?: { revision: string }) {
    this.#looks = looks;
    if (active)
      this.#revision = {
        revisionType: 'AppSpecContent',
        appSpecContent: { content: JSON.stringify({ TaskDefinition: active.revision }) },
      };
  }

  get #look(): Look {
    return this.#looks[0]!;
  }

  tables(): ServiceTable[] {
    const record =
      <Input, Output>(operation: string, answer: (input: Input) => Output) =>
      (input: Input): Output => {
        this.received.push({ operation, input });
        return answer(input);
      };
    return [
      // Nothing scales the service.
      table('application-auto-scaling', autoScaling, { DescribeScalableTargets: () => ({ ScalableTargets: [] }) }),
      table('cloudformation', cloudformation, {
        DescribeStacks: (): cloudformation.DescribeStacksCommandOutput => ({
          $metadata: {},
          Stacks: [
            {
              StackName: 'svc',
              CreationTime: new Date(),
              StackStatus: 'CREATE_COMPLETE',
              Outputs: Object.entries(this.stackOutputs).map(([OutputKey, OutputValue]) => ({
                OutputKey,
                OutputValue,
              })),
            },
          ],
        }),
      }),
      table('codedeploy', codedeploy, {
        ListDeployments: () => ({ deployments: this.#revision ? ['d-AAAAAAAAA'] : [] }),
        GetDeploymentConfig: () => ({
          deploymentConfigInfo: {
            trafficRoutingConfig: {
              type: 'TimeBasedLinear',
              timeBasedLinear: { linearPercentage: 10, linearInterval: 1 },
            },
          },
        }),
        GetDeployment: ({ deploymentId }: codedeploy.GetDeploymentInput) => this.#getDeployment(deploymentId ?? ''),
        ListDeploymentTargets: () => ({ targetIds: ['picus-cluster:picus'] }),
        BatchGetDeploymentTargets: (): codedeploy.BatchGetDeploymentTargetsOutput => ({
          deploymentTargets: [{ deploymentTargetType: 'ECSTarget', ecsTarget: this.#target() }],
        }),
        CreateDeployment: record('CreateDeployment', (input: codedeploy.CreateDeploymentInput) => {
          this.#revision = input.revision;
          return { deploymentId: 'd-AAAAAAAAA' };
        }),
        ContinueDeployment: record('ContinueDeployment', () => {
          this.#looks = [{ status: 'Succeeded', events: succeeded(8), green: 100 }];
          return {};
        }),
        StopDeployment: record('StopDeployment', () => ({ status: 'Pending' })),
      }),
      table('ecs', ecs, {
        DescribeServices: () => ({
          services: [
            {
              serviceName: 'picus',
              taskSets: [
                {
                  id: 'ecs-svc/1',
                  status: 'PRIMARY',
                  taskDefinition: REVISION_1,
                  loadBalancers: [{ targetGroupArn: BLUE }],
                },
              ],
            },
          ],
        }),
        ListTasks: () => ({ taskArns: [] }),
      }),
      table('elastic-load-balancing-v2', elb, {
        DescribeListeners: ({ ListenerArns = [] }: elb.DescribeListenersInput) => ({
          Listeners: ListenerArns.map((ListenerArn) => ({ ListenerArn, DefaultActions: [this.#forward(ListenerArn)] })),
        }),
        DescribeTargetHealth: () => ({
          TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 8080 }, TargetHealth: { State: 'healthy' } }],
        }),
      }),
      table('cloudwatch', cloudwatch, {
        DescribeAlarms: ({ AlarmNames = [] }: cloudwatch.DescribeAlarmsInput) => ({
          MetricAlarms: AlarmNames.map((AlarmName) => ({ AlarmName, StateValue: 'OK' })),
          CompositeAlarms: [],
        }),
      }),
      table('lambda', lambda, { GetFunctionConfiguration: () => ({ FunctionName: 'verify-green' }) }),
      table('cloudwatch-logs', logs, {
        DescribeLogStreams: () => ({ logStreams: [{ logStreamName: 'stream-1' }] }),
        GetLogEvents: () => ({
          events: [{ message: 'START RequestId: 1' }, { message: 'green answered 500 to GET /health\n' }],
        }),
      }),
    ];
  }

  #getDeployment(deploymentId: string): codedeploy.GetDeploymentOutput {
    if (deploymentId === 'd-ROLLBACK1')
      return { deploymentInfo: { deploymentId, status: this.rollbackStatus, creator: 'codeDeployRollback' } };
    if (this.#looks.length > 1) this.#looks.shift();
    const { status, error, rollback } = this.#look;
    return {
      deploymentInfo: {
        deploymentId,
        status,
        creator: 'user',
        createTime: new Date(),
        revision: this.#revision,
        autoRollbackConfiguration: { enabled: true },
        errorInformation: error,
        rollbackInfo: rollback === undefined ? undefined : { rollbackDeploymentId: rollback, rollbackMessage: '' },
      },
    };
  }

  #target(): codedeploy.ECSTarget {
    const { events, green } = this.#look;
    return {
      lifecycleEvents: LIFECYCLE_EVENTS.map((lifecycleEventName) => ({
        lifecycleEventName,
        status: events[lifecycleEventName] ?? 'Pending',
      })),
      taskSetsInfo: [
        { identifer: 'ecs-svc/1', taskSetLabel: 'Blue', trafficWeight: 100 - green },
        { identifer: 'ecs-svc/2', taskSetLabel: 'Green', trafficWeight: green },
      ],
    };
  }

  #forward(listener: string): elb.Action {
    const green = listener === PRODUCTION ? this.#look.green : 100;
    if (listener !== PRODUCTION && listener !== TEST)
      throw new Error(`The tool asked for the unknown listener ${listener}.`);
    return {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: BLUE, Weight: 100 - green },
          { TargetGroupArn: GREEN, Weight: green },
        ],
      },
    };
  }
}

const table = (
  name: string,
  client: Record<string, unknown>,
  operations: Record<string, (input: never) => unknown>,
): ServiceTable => ({
  name,
  client,
  operations,
  gaps: [],
});
