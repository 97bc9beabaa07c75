import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateAliasCommand, PublishVersionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import net from 'node:net';
import type { StackRecord } from '../../rehearsal/runtime/stacks/stack-record.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { FUNCTION_ROLE, functionArn, startFunctions, type FunctionFixture } from './support/function-fixture.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

/** Answers with the event that it got. */
const ECHO = `export const handler = async (event) => ({
  statusCode: 200, statusDescription: '200 Fine', isBase64Encoded: false,
  headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) });`;
/** Does what the query says. */
const OBEY = `export const handler = async ({ queryStringParameters: q = {} }) => {
  if (q.does === 'throw') throw new Error('no');
  if (q.does === 'hang') await new Promise(() => setInterval(() => {}, 1000));
  if (q.does === 'grow') return { statusCode: 200, headers: {}, body: 'x'.repeat(1024 * 1024) };
  if (q.does === 'wait') await new Promise((resolve) => setTimeout(resolve, 300));
  if (q.does === 'mumble') return { statusCode: '200', headers: {} };
  return { statusCode: 200, headers: { 'x-balancer-error-reason': 'Mine', connection: 'close' }, body: process.env.AWS_LAMBDA_FUNCTION_NAME };
};`;

let world: FunctionFixture;
let listener: string;

beforeAll(async () => {
  world = await startFunctions();
  listener = await world.createListener();
});
afterAll(() => world.stop());

interface Event {
  requestContext: { elb: { targetGroupArn: string } };
  httpMethod: string;
  path: string;
  queryStringParameters?: Record<string, string>;
  multiValueQueryStringParameters?: Record<string, string[]>;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
  isBase64Encoded: boolean;
}

const eventOf = (answer: { text: string }) => JSON.parse(answer.text) as Event;

/** The access log's fields; quoted ones are one. */
const fieldsOf = (line: string | undefined) => line?.match(/"[^"]*"|\S+/g) ?? [];
async function lastLog(path: string): Promise<string[]> {
  await world.balancing.router.flush();
  return fieldsOf(world.balancing.accessLog.findLast((line) => line.includes(path)));
}
async function countOf(name: string, group: string): Promise<number> {
  await world.balancing.router.flush();
  const TargetGroup = group.slice(group.indexOf('targetgroup/'));
  return world.balancing.metrics
    .filter((samples) => samples.name === name && samples.dimensions['TargetGroup'] === TargetGroup)
    .filter(({ dimensions }) => dimensions['LoadBalancer'] !== undefined)
    .reduce((sum, { values }) => sum + values.reduce((a, b) => a + b, 0), 0);
}

/** Resolves when that many invocations of the function are under way. */
async function running(name: string, count: number): Promise<void> {
  while (world.functions.get(scope, name).running < count) await new Promise(setImmediate);
}

describe('a target group of type lambda', () => {
  it('has no protocol, port or VPC, no health checks by default, and attributes of its own', async () => {
    const { TargetGroups } = await world.elb.send(
      new CreateTargetGroupCommand({ Name: 'plain', TargetType: 'lambda' }),
    );
    const group = TargetGroups?.[0];
    expect(group).toMatchObject({ TargetType: 'lambda', HealthCheckEnabled: false, HealthCheckIntervalSeconds: 35 });
    expect(group).not.toHaveProperty('Port');
    expect(group).not.toHaveProperty('VpcId');
    const { TargetGroupArn } = group ?? {};
    const { Attributes } = await world.elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    expect(Attributes).toContainEqual({ Key: 'lambda.multi_value_headers.enabled', Value: 'false' });
    expect(Attributes?.map(({ Key }) => Key)).not.toContain('deregistration_delay.timeout_seconds');
    const attribute = { Key: 'deregistration_delay.timeout_seconds', Value: '10' };
    await expect(
      world.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [attribute] })),
    ).rejects.toThrow(/not recognized/);
    await expect(
      world.elb.send(new CreateTargetGroupCommand({ Name: 'port', TargetType: 'lambda', Protocol: 'HTTP', Port: 80 })),
    ).rejects.toMatchObject({ name: 'ValidationError' });
    await world.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  });

  it('takes one function, which lets it: the qualifier and the source count', async () => {
    await world.createFunction('guarded', ECHO);
    await world.lambda.send(new PublishVersionCommand({ FunctionName: 'guarded' }));
    await world.lambda.send(new CreateAliasCommand({ FunctionName: 'guarded', Name: 'live', FunctionVersion: '1' }));
    const group = await world.createGroup('guarded');
    const alias = functionArn('guarded:live');
    const denied = {
      name: 'AccessDenied',
      message: `elasticloadbalancing principal does not have permission to invoke ${alias} from target group ${group}`,
    };
    await expect(world.register(group, alias)).rejects.toMatchObject(denied);
    await world.allow('guarded');
    await expect(world.register(group, alias)).rejects.toMatchObject(denied);
    await world.allow(alias, { SourceArn: group.replace('guarded', 'other') });
    await expect(world.register(group, alias)).rejects.toMatchObject(denied);
    await world.allow('guarded', { Qualifier: 'live', SourceArn: group });
    await expect(world.register(group, alias, functionArn('guarded'))).rejects.toMatchObject({
      name: 'TooManyTargetsException',
    });
    await world.register(group, alias);
    await world.register(group, alias);
    await expect(world.register(group, functionArn('guarded'))).rejects.toMatchObject({
      name: 'TooManyTargetsException',
    });
    await expect(world.register(group, '10.0.0.1')).rejects.toMatchObject({ name: 'InvalidTargetException' });
    expect((await world.healthOf(group)).map((health) => health?.Reason)).toEqual(['Target.NotInUse']);
    await world.createRule(listener, group, '/guarded');
    expect(await world.healthOf(group)).toEqual([
      expect.objectContaining({ State: 'unavailable', Reason: 'Target.HealthCheckDisabled' }),
    ]);
    const answer = await world.ask(listener, '/guarded');
    expect(eventOf(answer).requestContext.elb.targetGroupArn).toBe(group);
  });

  it('checks its function when it is told to', async () => {
    await world.createFunction('checked', ECHO);
    const group = await world.groupOf('checked');
    await world.createRule(listener, group, '/checked');
    const isHealthy = new Promise<void>((resolve) => {
      const { targetGroups } = world.balancing.loadBalancing;
      const unsubscribe = targetGroups.changed.subscribe(() => {
        if (targetGroups.health(scope, group)[0]?.state !== 'healthy') return;
        unsubscribe();
        resolve();
      });
    });
    const settings = { HealthCheckEnabled: true, HealthCheckPath: '/up', HealthCheckIntervalSeconds: 31 };
    await world.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: group, ...settings }));
    await isHealthy;
    const { TargetGroups } = await world.elb.send(new DescribeTargetGroupsCommand({ Names: ['checked'] }));
    expect(TargetGroups?.[0]).toMatchObject({ HealthCheckEnabled: true, HealthCheckPath: '/up', TargetType: 'lambda' });
  });
});

describe('a request to a function', () => {
  let group: string;
  beforeAll(async () => {
    await world.createFunction('echo', ECHO);
    group = await world.groupOf('echo');
    await world.createRule(listener, group, '/echo*', ['GET', 'POST', 'DELETE', 'HEAD']);
  });

  it('is an event with path, query and headers as sent, and what the load balancer adds', async () => {
    const answer = await world.ask(listener, '/echo/%C3%A9%2F%20a?x=%26&x=2&y&z=a+b', {
      method: 'DELETE',
      headers: { 'X-Own': ['1', '2'], cookie: 'a=b', te: 'trailers' },
    });
    expect([answer.status, answer.phrase]).toEqual([200, 'Fine']);
    const event = eventOf(answer);
    expect(event).toMatchObject({
      requestContext: { elb: { targetGroupArn: group } },
      httpMethod: 'DELETE',
      path: '/echo/%C3%A9%2F%20a',
      queryStringParameters: { x: '2', y: '', z: 'a+b' },
      headers: {
        'x-own': '2',
        cookie: 'a=b',
        host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-port': '80',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
      },
      body: '',
      isBase64Encoded: false,
    });
    for (const name of ['te', 'connection', 'transfer-encoding']) expect(event.headers).not.toHaveProperty(name);
    expect(event).not.toHaveProperty('multiValueHeaders');
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', server: 'awselb/2.0' });
  });

  it.each([
    ['application/json; charset=utf-8', undefined, Buffer.from('{"é":"→"}'), '{"é":"→"}', false],
    ['text/plain', undefined, Buffer.from('a'), 'a', false],
    ['application/octet-stream', undefined, Buffer.from([0, 255]), 'AP8=', true],
    [undefined, undefined, Buffer.from('a'), 'YQ==', true],
    ['application/json', 'gzip', Buffer.from('a'), 'YQ==', true],
  ])('of type %s (encoded %s) brings its body as text or Base64', async (type, encoding, body, expected, isBase64) => {
    const headers = {
      ...(type !== undefined && { 'content-type': type }),
      ...(encoding !== undefined && { 'content-encoding': encoding }),
    };
    const event = eventOf(await world.ask(listener, '/echo', { method: 'POST', headers, body }));
    expect([event.body, event.isBase64Encoded]).toEqual([expected, isBase64]);
  });

  it("with another method or path is the next rule's", async () => {
    expect((await world.ask(listener, '/echo', { method: 'PUT' })).status).toBe(404);
    expect((await world.ask(listener, '/ech')).status).toBe(404);
  });

  it('HEAD has no body, but its length', async () => {
    const answer = await world.ask(listener, '/echo', { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(100);
  });

  it('has all values where multi-value headers are enabled', async () => {
    const source = `export const handler = async (event) => ({ statusCode: 201,
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-Text': ['é'] }, headers: { 'x-lost': '1' },
      isBase64Encoded: true, body: Buffer.from(JSON.stringify(event)).toString('base64') });`;
    await world.createFunction('multi', source);
    const multi = await world.groupOf('multi');
    const Attributes = [{ Key: 'lambda.multi_value_headers.enabled', Value: 'true' }];
    await world.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: multi, Attributes }));
    await world.createRule(listener, multi, '/multi');
    const answer = await world.ask(listener, '/multi?a=1&a=2', { headers: { 'x-own': ['1', '2'] } });
    expect(eventOf(answer)).toMatchObject({
      multiValueQueryStringParameters: { a: ['1', '2'] },
      multiValueHeaders: { 'x-own': ['1', '2'], 'x-forwarded-for': ['127.0.0.1'] },
    });
    expect(eventOf(answer)).not.toHaveProperty('headers');
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headers).not.toHaveProperty('x-lost');
    expect(Buffer.from(String(answer.headers['x-text']), 'latin1').toString()).toBe('é');
  });

  it('is in the access log without a target, and in the metrics', async () => {
    await world.ask(listener, '/echo/logged');
    const fields = await lastLog('/echo/logged');
    expect(fields.slice(4, 5)).toEqual(['-']);
    expect(fields.slice(8, 10)).toEqual(['200', '200']);
    expect(fields[16]).toBe(group);
    expect(fields.slice(22, 27)).toEqual(['"forward"', '"-"', '"-"', '"-"', '"200"']);
    expect(await countOf('HTTPCode_Target_2XX_Count', group)).toBeGreaterThan(0);
    expect(await countOf('RequestCount', group)).toBeGreaterThan(0);
    expect(await countOf('RequestCountPerTarget', group)).toBe(0);
    expect(world.balancing.metrics.map(({ name }) => name)).toContain('LambdaTargetProcessedBytes');
  });
});

describe('a request that a function does not answer', () => {
  let group: string;
  beforeAll(async () => {
    await world.createFunction('obey', OBEY, { Timeout: 1 });
    group = await world.groupOf('obey');
    await world.createRule(listener, group, '/obey*');
  });

  it.each([
    ['an error', 'throw', 'LambdaUnhandled'],
    ['a time-out', 'hang', 'LambdaUnhandled'],
    ['more than 1 MB', 'grow', 'LambdaResponseTooLarge'],
    ['no response', 'mumble', 'LambdaInvalidResponse'],
  ])('because of %s is answered 502 by the load balancer', async (_what, does, reason) => {
    const before = await countOf('LambdaUserError', group);
    const answer = await world.ask(listener, `/obey?does=${does}`);
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('<h1>502 Bad Gateway</h1>');
    expect(answer.headers).not.toHaveProperty('x-balancer-error-reason');
    const fields = await lastLog(`does=${does}`);
    expect([fields[4], fields[8], fields[9], fields[24]]).toEqual(['-', '502', '-', `"${reason}"`]);
    expect(await countOf('LambdaUserError', group)).toBe(before + 1);
    expect(world.balancing.metrics.map(({ name }) => name)).toContain('HTTPCode_ELB_502_Count');
    expect(await countOf('HTTPCode_Target_5XX_Count', group)).toBe(0);
  });

  it('because its body has more than 1 MB is answered 413, chunked or not', async () => {
    const body = Buffer.alloc(1024 * 1024 + 1, 'x');
    const whole = await world.ask(listener, '/obey/413', { method: 'POST', body });
    expect(whole.status).toBe(413);
    expect((await lastLog('/obey/413'))[24]).toBe('"LambdaRequestTooLarge"');
    async function* chunks() {
      yield body.subarray(0, 1024 * 1024);
      yield body.subarray(0, 1);
    }
    const { Readable } = await import('node:stream');
    const chunked = await world.ask(listener, '/obey/413', { method: 'POST', body: Readable.from(chunks()) });
    expect(chunked.status).toBe(413);
    const fits = await world.ask(listener, '/obey/413', { method: 'POST', body: body.subarray(1) });
    expect([fits.status, fits.text]).toEqual([200, 'obey']);
  });

  it('cannot be mistaken: a function does not speak for the load balancer', async () => {
    const answer = await world.ask(listener, '/obey');
    expect([answer.status, answer.text]).toEqual([200, 'obey']);
    expect(answer.headers).not.toHaveProperty('x-balancer-error-reason');
    expect(answer.headers['content-type']).toBe('application/octet-stream');
  });

  it('because it is throttled is answered 502', async () => {
    const record = world.functions.get(scope, 'obey');
    record.reservedConcurrency = 0;
    expect((await world.ask(listener, '/obey/throttled')).status).toBe(502);
    delete record.reservedConcurrency;
    expect((await lastLog('/obey/throttled'))[24]).toBe('"LambdaThrottling"');
    const identity = { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: { FunctionName: 'obey' } };
    expect(world.metrics.between(scope, identity, 0, Infinity)?.sum).toBe(1);
  });

  it('because it no longer lets it is answered 502', async () => {
    const [statement] = world.functions.permissions(scope, 'obey');
    if (!statement) throw new Error('The function has no policy.');
    await world.lambda.send(new RemovePermissionCommand({ FunctionName: 'obey', StatementId: statement.id }));
    expect((await world.ask(listener, '/obey/denied')).status).toBe(502);
    expect((await lastLog('/obey/denied'))[24]).toBe('"LambdaAccessDenied"');
    world.functions.addPermission(scope, 'obey', statement);
  });

  it('because it asks for a WebSocket is answered 400', async () => {
    const port = world.balancing.loadBalancing.listeners.localPort(listener) ?? 0;
    const received = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = net.connect(port, '127.0.0.1', () =>
        socket.write('GET /obey HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      );
      socket.setEncoding('latin1');
      socket.on('data', (more: string) => (text += more));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('another function in its place', () => {
  it('gets every request after its rule changed, and none under way is lost', async () => {
    await world.createFunction('before', OBEY);
    await world.createFunction('after', OBEY);
    const [before, after] = [await world.groupOf('before'), await world.groupOf('after')];
    const RuleArn = await world.createRule(listener, before, '/moved');
    expect((await world.ask(listener, '/moved')).text).toBe('before');
    const underWay = Array.from({ length: 4 }, () => world.ask(listener, '/moved?does=wait'));
    await running('before', 4);
    await world.elb.send(new ModifyRuleCommand({ RuleArn, Actions: [{ Type: 'forward', TargetGroupArn: after }] }));
    const next = await world.ask(listener, '/moved');
    expect([next.status, next.text]).toEqual([200, 'after']);
    for (const answer of await Promise.all(underWay)) expect(answer.status).toBe(200);
    await world.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: before }));
    expect((await world.ask(listener, '/moved')).text).toBe('after');
  });

  it('a function that is deregistered is gone at once: what is under way fails, what comes finds no target', async () => {
    await world.createFunction('leaving', OBEY);
    const group = await world.groupOf('leaving');
    await world.createRule(listener, group, '/leaving*');
    expect((await world.ask(listener, '/leaving')).text).toBe('leaving');
    const underWay = world.ask(listener, '/leaving?does=hang');
    await running('leaving', 1);
    await world.elb.send(
      new DeregisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id: functionArn('leaving') }] }),
    );
    expect((await underWay).status).toBe(502);
    expect((await world.ask(listener, '/leaving')).status).toBe(503);
    expect(await world.healthOf(group)).toEqual([]);
  });
});

describe('functions as targets', () => {
  it(`answer the AWS CLI (${awsCliState})`, async () => {
    if (awsCliVersion === undefined) return;
    const elbv2 = (...args: string[]) => awsCli(world.gateway, 'elbv2', ...args);
    await world.createFunction('cli', ECHO);
    await world.allow('cli');
    const made = await elbv2('create-target-group', '--name', 'cli', '--target-type', 'lambda');
    expect(made.stderr).toBe('');
    const { TargetGroups } = JSON.parse(made.stdout) as { TargetGroups: { TargetGroupArn: string }[] };
    const group = ['--target-group-arn', TargetGroups[0]?.TargetGroupArn ?? ''];
    const denied = await elbv2('register-targets', ...group, '--targets', `Id=${functionArn('obey')}`);
    expect(denied.stderr).toContain('(AccessDenied) when calling the RegisterTargets operation');
    expect(await elbv2('register-targets', ...group, '--targets', `Id=${functionArn('cli')}`)).toMatchObject({
      code: 0,
    });
    const { stdout } = await elbv2('describe-target-health', ...group);
    expect(JSON.parse(stdout)).toMatchObject({
      TargetHealthDescriptions: [{ Target: { Id: functionArn('cli') }, TargetHealth: { State: 'unused' } }],
    });
  });
});

describe('in CloudFormation', () => {
  const template = (permitted: boolean, path = '/stacked/*') =>
    JSON.stringify({
      Resources: {
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'stacked',
            Code: { ZipFile: 'exports.handler = async ({ path }) => ({ statusCode: 200, headers: {}, body: path });' },
            Handler: 'index.handler',
            Role: FUNCTION_ROLE,
            Runtime: 'nodejs24.x',
          },
        },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
        Alias: {
          Type: 'AWS::Lambda::Alias',
          Properties: {
            FunctionName: { Ref: 'Function' },
            FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
            Name: 'live',
          },
        },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            FunctionName: permitted ? { Ref: 'Alias' } : { Ref: 'Function' },
            Action: 'lambda:InvokeFunction',
            Principal: 'elasticloadbalancing.amazonaws.com',
          },
        },
        Group: {
          Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
          DependsOn: 'Permission',
          Properties: {
            Name: 'stacked',
            TargetType: 'lambda',
            Targets: [{ Id: { Ref: 'Alias' } }],
            TargetGroupAttributes: [{ Key: 'stickiness.enabled', Value: 'false' }],
          },
        },
        Rule: {
          Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
          Properties: {
            ListenerArn: listener,
            Priority: 1000,
            Conditions: [
              { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['DELETE'] } },
              { Field: 'path-pattern', PathPatternConfig: { Values: [path] } },
            ],
            Actions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }],
          },
        },
      },
    });
  const reasons = (stack: StackRecord) =>
    stack.events.filter(({ status }) => status.endsWith('FAILED')).map(({ reason }) => reason);

  it('a rule on method and path forwards to the alias', async () => {
    const { stacks } = world;
    const stack = await stacks.settled(await stacks.create(scope, { name: 'targets', templateBody: template(true) }));
    expect([stack.status, reasons(stack)]).toEqual(['CREATE_COMPLETE', []]);
    const answer = await world.ask(listener, '/stacked/a', { method: 'DELETE' });
    expect([answer.status, answer.text]).toEqual([200, '/stacked/a']);
    expect((await world.ask(listener, '/stacked/a')).status).toBe(404);
    await stacks.settled(await stacks.update(scope, { name: 'targets', templateBody: template(true, '/moved/*') }));
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect((await world.ask(listener, '/moved/a', { method: 'DELETE' })).text).toBe('/moved/a');
    stacks.delete(scope, 'targets');
    await stacks.settled(stack);
    expect([stack.status, reasons(stack)]).toEqual(['DELETE_COMPLETE', []]);
    expect((await world.ask(listener, '/moved/a', { method: 'DELETE' })).status).toBe(404);
  });

  it('a group whose function does not let it fails, and leaves nothing', async () => {
    const { stacks } = world;
    const stack = await stacks.settled(await stacks.create(scope, { name: 'denied', templateBody: template(false) }));
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(reasons(stack)).toContainEqual(
      expect.stringMatching(/elasticloadbalancing principal does not have permission to invoke .*:stacked:live/),
    );
    await expect(world.elb.send(new DescribeTargetGroupsCommand({ Names: ['stacked'] }))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
  });
});
