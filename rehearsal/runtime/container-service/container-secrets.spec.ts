import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds } from '../../kernel/ids.ts';
import { silentLog } from '../../kernel/log.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { Parameters } from '../parameters/parameters.ts';
import { Secrets } from '../secrets/secrets.ts';
import { containerService, type ContainerService } from './container-service.ts';
import { FakeAddresses, FakeTargetGroups, FakeTaskRuntime } from './fakes.ts';
import type { ContainerSecret, TaskDefinitionInput } from './task-definition.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/blue/1';
const FAILED = 'unable to pull secrets or registry auth: execution resource retrieval failed: ';

let clock: ManualClock;
let secrets: Secrets;
let parameters: Parameters;
let taskRuntime: FakeTaskRuntime;
let ecs: ContainerService;
let arn: string;

beforeEach(() => {
  clock = new ManualClock();
  secrets = new Secrets({ clock, ids: randomIds });
  parameters = new Parameters({ clock, ids: randomIds });
  taskRuntime = new FakeTaskRuntime();
  ecs = containerService({
    clock,
    ids: randomIds,
    log: silentLog,
    taskRuntime,
    targetGroups: new FakeTargetGroups(),
    addresses: new FakeAddresses(),
    secretStores: { secrets, parameters },
  });
  ecs.clusters.create(scope, 'main');
  const text = JSON.stringify({ username: 'app', port: 5432 });
  ({ arn } = secrets.create(scope, { name: 'db', content: { text }, token: randomIds.uuid() }));
});

const register = (named: ContainerSecret[], facts: Partial<TaskDefinitionInput> = {}) =>
  ecs.taskDefinitions.register(scope, {
    family: 'web',
    containerDefinitions: [
      {
        name: 'app',
        image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/web:1',
        essential: true,
        environment: [{ name: 'PLAIN', value: 'yes' }],
        secrets: named,
        portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      },
    ],
    executionRoleArn: 'arn:aws:iam::111111111111:role/execution',
    requiresCompatibilities: [],
    tags: [],
    ...facts,
  });

const start = async (...named: ContainerSecret[]) => {
  register(named);
  ecs.services.create(scope, {
    cluster: 'main',
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 1,
    deploymentController: 'CODE_DEPLOY',
    healthCheckGracePeriodSeconds: 0,
    loadBalancers: [{ targetGroupArn: GROUP, containerName: 'app', containerPort: 8080 }],
    network: { subnets: ['subnet-a'], securityGroups: [], assignPublicIp: 'DISABLED' },
  });
  await clock.advance(1_000);
  return taskRuntime.running[0]?.spec.containers[0]?.environment;
};
const stoppedReason = () =>
  ecs.services.list(scope, 'main')[0]?.taskSets[0]?.tasks.find((task) => task.stoppedReason)?.stoppedReason;

describe('secrets of a container', () => {
  it('are in its environment: a whole secret, a key of it, an older version, parameters', async () => {
    parameters.put(scope, { name: '/web/key', type: 'SecureString', value: 'k', overwrite: false, by: 'me' });
    secrets.put(scope, 'db', { content: { text: '{"username":"later"}' }, token: randomIds.uuid() });
    expect(
      await start(
        { name: 'WHOLE', valueFrom: arn },
        { name: 'USER', valueFrom: `${arn}:username::` },
        { name: 'PORT', valueFrom: `${arn}:port:AWSPREVIOUS:` },
        { name: 'KEY', valueFrom: '/web/key' },
        { name: 'KEY_TOO', valueFrom: 'arn:aws:ssm:eu-west-1:111111111111:parameter/web/key' },
      ),
    ).toEqual({ PLAIN: 'yes', WHOLE: '{"username":"later"}', USER: 'later', PORT: '5432', KEY: 'k', KEY_TOO: 'k' });
  });

  it.each([
    [
      'arn:aws:secretsmanager:eu-west-1:111111111111:secret:gone-AbCdEf',
      "from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
    ],
    [
      'KEY',
      'unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key password',
    ],
    [
      '/gone',
      'unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: /gone',
    ],
  ])('that are missing stop the task before any container starts: %s', async (valueFrom, reason) => {
    await start({ name: 'SECRET', valueFrom: valueFrom === 'KEY' ? `${arn}:password::` : valueFrom });
    expect(taskRuntime.starts).toBe(0);
    expect(stoppedReason()).toContain(`ResourceInitializationError: ${FAILED}`);
    expect(stoppedReason()).toContain(reason);
  });

  it('need an execution role and names of their own', () => {
    const secret = { name: 'SECRET', valueFrom: arn };
    const { executionRoleArn: _none, ...without } = register([secret]);
    expect(() => ecs.taskDefinitions.register(scope, without)).toThrow("'executionRoleArn'");
    expect(() => register([{ name: 'PLAIN', valueFrom: arn }])).toThrow("such as 'PLAIN'");
    expect(() => register([secret, secret])).toThrow("such as 'SECRET'");
  });
});
