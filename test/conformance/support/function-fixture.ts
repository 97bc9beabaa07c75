import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Agent, request } from 'undici';
import { functionTargets } from '../../../rehearsal/adapters/function-targets/function-targets.ts';
import { processWorkers } from '../../../rehearsal/adapters/function-workers/function-workers.ts';
import { scaledClock } from '../../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import { cloudwatchAlarmProvider } from '../../../rehearsal/resources/cloudwatch-alarm.ts';
import { knownTypes } from '../../../rehearsal/resources/known-types.ts';
import { elasticLoadBalancingV2ListenerRuleProvider } from '../../../rehearsal/resources/elastic-load-balancing-v2-listener-rule.ts';
import { elasticLoadBalancingV2TargetGroupProvider } from '../../../rehearsal/resources/elastic-load-balancing-v2-target-group.ts';
import { lambdaAliasProvider } from '../../../rehearsal/resources/lambda-alias.ts';
import { lambdaFunctionProvider } from '../../../rehearsal/resources/lambda-function.ts';
import { lambdaPermissionProvider } from '../../../rehearsal/resources/lambda-permission.ts';
import { lambdaVersionProvider } from '../../../rehearsal/resources/lambda-version.ts';
import { AlarmRunner } from '../../../rehearsal/runtime/alarms/alarm-runner.ts';
import { Alarms } from '../../../rehearsal/runtime/alarms/alarms.ts';
import { LambdaFunctions } from '../../../rehearsal/runtime/functions/lambda-functions.ts';
import { MetricStore } from '../../../rehearsal/runtime/metrics/metric-store.ts';
import { Stacks } from '../../../rehearsal/runtime/stacks/stacks.ts';
import { elasticLoadBalancingV2Api } from '../../../rehearsal/services/elastic-load-balancing-v2/elastic-load-balancing-v2-api.ts';
import { lambdaApi } from '../../../rehearsal/services/lambda/lambda-api.ts';
import { startGateway, TEST_SCOPE as scope } from './gateway.ts';
import { startLoadBalancing } from './load-balancing.ts';
import { zip } from './zip.ts';

export type FunctionFixture = Awaited<ReturnType<typeof startFunctions>>;

export const FUNCTION_ROLE = 'arn:aws:iam::111111111111:role/function';
export const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:111111111111:function:${name}`;

/** Functions in real processes, the load balancer that invokes them, CloudFormation over both, and their clients. */
export async function startFunctions(random: () => number = Math.random) {
  const metrics = new MetricStore();
  const clock = scaledClock(60);
  const functions = new LambdaFunctions({
    clock,
    ids: randomIds,
    log: silentLog,
    workers: processWorkers(),
    logs: { append: () => {} },
    credentials: {
      forRole: ({ account }) => ({
        accessKeyId: account,
        secretAccessKey: 's',
        sessionToken: 't',
        expiresAt: Date.now() + 3_600_000,
      }),
    },
    endpointUrl: () => gateway.url,
    hostEnvironment: () => ({}),
    metrics,
    random,
  });
  const targets = functionTargets({ log: silentLog, functions: () => functions });
  const balancing = startLoadBalancing(scope, { functionTargets: targets });
  const { loadBalancing } = balancing;
  const gateway = await startGateway([lambdaApi({ functions }), elasticLoadBalancingV2Api({ loadBalancing })]);
  const lambda = new LambdaClient(gateway.clientConfig());
  const elb = new ElasticLoadBalancingV2Client(gateway.clientConfig());
  const agent = new Agent({ connections: 8 });
  const alarms = new Alarms({ clock });
  const alarmRunner = new AlarmRunner({ clock, log: silentLog, alarms, metrics });
  alarmRunner.start();
  const stacks = new Stacks({
    clock,
    ids: randomIds,
    log: silentLog,
    types: {
      providers: [
        lambdaFunctionProvider({ functions, ids: randomIds, codeAt: async () => undefined }),
        lambdaVersionProvider({ functions }),
        lambdaAliasProvider({ functions }),
        lambdaPermissionProvider({ functions, ids: randomIds }),
        cloudwatchAlarmProvider({ alarms, ids: randomIds }),
        elasticLoadBalancingV2TargetGroupProvider({ loadBalancing, ids: randomIds }),
        elasticLoadBalancingV2ListenerRuleProvider({ loadBalancing }),
      ],
      recorded: [],
      known: knownTypes,
    },
    parameterStore: { value: () => undefined },
  });

  let rules = 0;

  const createFunction = (name: string, source: string, more: object = {}) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: FUNCTION_ROLE,
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 20,
        Code: { ZipFile: zip('index.mjs', source) },
        ...more,
      }),
    );

  /** Lets load balancers invoke the function, version or alias of that ARN. */
  const allow = (FunctionName: string, more: object = {}) =>
    lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: `elb-${randomIds.hex(8)}`,
        Action: 'lambda:InvokeFunction',
        Principal: 'elasticloadbalancing.amazonaws.com',
        ...more,
      }),
    );

  const createGroup = async (Name: string, more: object = {}): Promise<string> => {
    const { TargetGroups } = await elb.send(new CreateTargetGroupCommand({ Name, TargetType: 'lambda', ...more }));
    return TargetGroups?.[0]?.TargetGroupArn ?? '';
  };

  const register = (TargetGroupArn: string, ...ids: string[]) =>
    elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: ids.map((Id) => ({ Id })) }));

  /** A group with that function as its permitted target. */
  const groupOf = async (name: string, arn = functionArn(name), more: object = {}): Promise<string> => {
    const group = await createGroup(name, more);
    await allow(arn, { SourceArn: group });
    await register(group, arn);
    return group;
  };

  /** A listener that answers 404 unless a rule says otherwise. */
  const createListener = async (): Promise<string> => {
    const { LoadBalancers } = await elb.send(
      new CreateLoadBalancerCommand({ Name: `app-${randomIds.hex(6)}`, Subnets: balancing.subnets }),
    );
    const { Listeners } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      }),
    );
    return Listeners?.[0]?.ListenerArn ?? '';
  };

  const createRule = async (ListenerArn: string, group: string, path: string, methods?: string[]): Promise<string> => {
    const { Rules } = await elb.send(
      new CreateRuleCommand({
        ListenerArn,
        Priority: ++rules,
        Conditions: [
          { Field: 'path-pattern', PathPatternConfig: { Values: [path] } },
          ...(methods ? [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: methods } }] : []),
        ],
        Actions: [{ Type: 'forward', TargetGroupArn: group }],
      }),
    );
    return Rules?.[0]?.RuleArn ?? '';
  };

  const ask = async (listener: string, path: string, options: Partial<Parameters<typeof request>[1]> = {}) => {
    const url = `http://127.0.0.1:${loadBalancing.listeners.localPort(listener)}${path}`;
    const { statusCode, statusText, headers, body } = await request(url, { dispatcher: agent, ...options });
    const bytes = Buffer.from(await body.arrayBuffer());
    return { status: statusCode, phrase: statusText, headers, bytes, text: bytes.toString() };
  };

  const healthOf = async (TargetGroupArn: string) => {
    const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth) ?? [];
  };

  const stop = async () => {
    alarmRunner.stop();
    await stacks.stop();
    lambda.destroy();
    elb.destroy();
    await agent.destroy();
    await functions.stop();
    await balancing.stop();
    await targets.close();
    await gateway.close();
  };

  return {
    gateway,
    lambda,
    elb,
    functions,
    metrics,
    alarms,
    balancing,
    stacks,
    createFunction,
    allow,
    createGroup,
    register,
    groupOf,
    createListener,
    createRule,
    ask,
    healthOf,
    stop,
  };
}

/** A repeatable stand-in for Math.random (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
