import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as codedeploy from '@aws-sdk/client-codedeploy';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as lambda from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../rehearsal/kernel/aws-error.ts';
import { silentLog, type Log } from '../../rehearsal/kernel/log.ts';
import { createGateway } from '../../rehearsal/wire/gateway.ts';
import type { CallContext, Handler, ServiceTable } from '../../rehearsal/wire/service-table.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

/** What handlers were given, newest last. */
const received: { input: Record<string, unknown>; context: CallContext }[] = [];

const answering =
  (output: unknown): Handler<Record<string, unknown>, unknown> =>
  (input, context) => {
    received.push({ input, context });
    return output;
  };

const failing = (error: Error): Handler<never, unknown> => {
  return () => {
    throw error;
  };
};

const at = new Date('2026-01-02T03:04:05Z');

const table = (
  name: string,
  client: Record<string, unknown>,
  operations: ServiceTable['operations'],
): ServiceTable => ({
  name,
  client,
  operations,
  gaps: [],
});

const services = [
  table('codedeploy', codedeploy, {
    BatchGetDeployments: answering({ deploymentsInfo: [{ deploymentId: 'd-1', createTime: at }] }),
    GetDeployment: failing(new AwsError('DeploymentDoesNotExistException', 'The deployment does not exist')),
  }),
  table('elastic-load-balancing-v2', elb, {
    DescribeTargetGroups: answering({
      TargetGroups: [{ TargetGroupName: 'a<b&c', LoadBalancerArns: ['x', 'y'], Port: 80 }],
    }),
    AddTags: answering({}),
    DescribeTargetHealth: failing(new AwsError('TargetGroupNotFound', 'One or more <target groups> not found')),
    DescribeListeners: failing(new Error('the secret insides')),
  }),
  table('ec2', ec2, {
    DescribeNetworkInterfaces: answering({
      NetworkInterfaces: [
        { NetworkInterfaceId: 'eni-1', Groups: [{ GroupId: 'sg-1' }], Attachment: { AttachTime: at } },
      ],
    }),
    DescribeSubnets: failing(new AwsError('InvalidSubnetID.NotFound', "The subnet ID 'x' does not exist")),
  }),
  table('lambda', lambda, {
    Invoke: answering({ StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from('{"out":1}') }),
    GetFunction: failing(new AwsError('ResourceNotFoundException', 'Function not found', { status: 404 })),
  }),
  table('cloudwatch', cloudwatch, {
    PutMetricData: answering(undefined),
    DescribeAlarms: answering({ MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: at }], CompositeAlarms: [] }),
    SetAlarmState: failing(new AwsError('ResourceNotFound', 'gone')),
  }),
];

const warnings: string[] = [];
const errors: unknown[] = [];
const log: Log = {
  ...silentLog,
  warn: (message) => void warnings.push(message),
  error: (message, facts) => void errors.push({ message, ...facts }),
};

let gateway: TestGateway;
const clients: { destroy(): void }[] = [];
const use = <T extends { destroy(): void }>(client: T): T => {
  clients.push(client);
  return client;
};

beforeAll(async () => {
  gateway = await startGateway(services, { log });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await gateway.close();
});

const rejection = async (call: Promise<unknown>): Promise<Record<string, unknown> & Error> => {
  try {
    await call;
  } catch (error) {
    return error as Record<string, unknown> & Error;
  }
  throw new Error('The call was expected to fail.');
};

const signed = (service: string, account = '111111111111') =>
  `AWS4-HMAC-SHA256 Credential=${account}/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

describe('awsJson', () => {
  it('round-trips lists and dates', async () => {
    const client = use(new codedeploy.CodeDeployClient(gateway.clientConfig()));
    const output = await client.send(new codedeploy.BatchGetDeploymentsCommand({ deploymentIds: ['d-1'] }));
    expect(received.at(-1)?.input).toEqual({ deploymentIds: ['d-1'] });
    expect(output.deploymentsInfo).toEqual([{ deploymentId: 'd-1', createTime: at }]);
    expect(output.$metadata.requestId).toBe(received.at(-1)?.context.requestId);
  });

  it('gives the caller a typed error', async () => {
    const client = use(new codedeploy.CodeDeployClient(gateway.clientConfig()));
    const error = await rejection(client.send(new codedeploy.GetDeploymentCommand({ deploymentId: 'd-2' })));
    expect(error).toBeInstanceOf(codedeploy.DeploymentDoesNotExistException);
    expect(error.message).toBe('The deployment does not exist');
  });

  it('answers an operation outside the table as unknown, and says so in the log', async () => {
    const client = use(new codedeploy.CodeDeployClient(gateway.clientConfig()));
    const error = await rejection(client.send(new codedeploy.ListApplicationsCommand({})));
    expect(error.name).toBe('UnknownOperationException');
    expect(warnings).toContain('The rehearsal does not implement codedeploy:ListApplications.');
  });

  it('refuses what is not JSON', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        authorization: signed('codedeploy'),
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'CodeDeploy_20141006.BatchGetDeployments',
      },
      body: '{',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
  });
});

describe('awsQuery', () => {
  it('round-trips nested lists, numbers and characters that XML reserves', async () => {
    const client = use(new elb.ElasticLoadBalancingV2Client(gateway.clientConfig()));
    const output = await client.send(new elb.DescribeTargetGroupsCommand({ Names: ['n1', 'n2'], PageSize: 5 }));
    expect(received.at(-1)?.input).toEqual({ Names: ['n1', 'n2'], PageSize: 5 });
    expect(output.TargetGroups).toEqual([{ TargetGroupName: 'a<b&c', LoadBalancerArns: ['x', 'y'], Port: 80 }]);
    const tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
    ];
    await client.send(new elb.AddTagsCommand({ ResourceArns: [], Tags: tags }));
    expect(received.at(-1)?.input).toEqual({ ResourceArns: [], Tags: tags });
  });

  it("writes the model's awsQueryError code, and gives the caller its typed error", async () => {
    const client = use(new elb.ElasticLoadBalancingV2Client(gateway.clientConfig()));
    const error = await rejection(client.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn: 'x' })));
    expect(error).toBeInstanceOf(elb.TargetGroupNotFoundException);
    expect(error).toMatchObject({ Code: 'TargetGroupNotFound', message: 'One or more <target groups> not found' });
  });

  it('answers an operation outside the table as AWS answers an unknown one', async () => {
    const client = use(new elb.ElasticLoadBalancingV2Client(gateway.clientConfig()));
    const error = await rejection(client.send(new elb.DescribeRulesCommand({})));
    expect(error).toMatchObject({
      Code: 'InvalidAction',
      message: 'Could not find operation DescribeRules for version 2015-12-01',
    });
  });

  it('tells nothing of an unexpected error, and logs it', async () => {
    const client = use(new elb.ElasticLoadBalancingV2Client(gateway.clientConfig()));
    const error = await rejection(client.send(new elb.DescribeListenersCommand({})));
    expect(error).toMatchObject({ Code: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect(error.message).not.toContain('insides');
    expect(JSON.stringify(errors)).toContain('the secret insides');
  });
});

describe('ec2Query', () => {
  it('round-trips flat lists', async () => {
    const client = use(new ec2.EC2Client(gateway.clientConfig()));
    const filters = [{ Name: 'description', Values: ['ELB app/a', 'b'] }];
    const output = await client.send(
      new ec2.DescribeNetworkInterfacesCommand({ Filters: filters, NetworkInterfaceIds: ['eni-1'] }),
    );
    expect(received.at(-1)?.input).toEqual({ Filters: filters, NetworkInterfaceIds: ['eni-1'] });
    expect(output.NetworkInterfaces).toEqual([
      { NetworkInterfaceId: 'eni-1', Groups: [{ GroupId: 'sg-1' }], Attachment: { AttachTime: at } },
    ]);
  });

  it('gives the code of an error', async () => {
    const client = use(new ec2.EC2Client(gateway.clientConfig()));
    const error = await rejection(client.send(new ec2.DescribeSubnetsCommand({})));
    expect(error).toMatchObject({ name: 'InvalidSubnetID.NotFound', message: "The subnet ID 'x' does not exist" });
  });
});

describe('restJson', () => {
  it('binds path, query, headers and payload', async () => {
    const client = use(new lambda.LambdaClient(gateway.clientConfig()));
    const FunctionName = 'arn:aws:lambda:eu-west-1:111111111111:function:f:live';
    const output = await client.send(
      new lambda.InvokeCommand({
        FunctionName,
        Qualifier: '3',
        InvocationType: 'RequestResponse',
        Payload: Buffer.from('{"in":1}'),
      }),
    );
    const input = received.at(-1)?.input as { Payload: Uint8Array };
    expect(input).toMatchObject({ FunctionName, Qualifier: '3', InvocationType: 'RequestResponse' });
    expect(Buffer.from(input.Payload).toString()).toBe('{"in":1}');
    expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(output.Payload?.transformToString()).toBe('{"out":1}');
  });

  it('gives the caller a typed error', async () => {
    const client = use(new lambda.LambdaClient(gateway.clientConfig()));
    const error = await rejection(client.send(new lambda.GetFunctionCommand({ FunctionName: 'f' })));
    expect(error).toBeInstanceOf(lambda.ResourceNotFoundException);
    expect(error).toMatchObject({ message: 'Function not found', Type: 'User', $metadata: { httpStatusCode: 404 } });
  });

  it('answers a route outside the table as unknown', async () => {
    const client = use(new lambda.LambdaClient(gateway.clientConfig()));
    const error = await rejection(client.send(new lambda.ListFunctionsCommand({})));
    expect(error).toMatchObject({ name: 'UnknownOperationException', $metadata: { httpStatusCode: 404 } });
  });
});

describe('CloudWatch in three protocols', () => {
  it('reads compressed awsJson, and names the awsQuery code beside the typed error', async () => {
    const client = use(new cloudwatch.CloudWatchClient(gateway.clientConfig()));
    const MetricData = Array.from({ length: 500 }, (_, index) => ({
      MetricName: `m${index}`,
      Value: index,
      Timestamp: at,
    }));
    await client.send(new cloudwatch.PutMetricDataCommand({ Namespace: 'n', MetricData }));
    expect(received.at(-1)?.input).toEqual({ Namespace: 'n', MetricData });
    const error = await rejection(
      client.send(new cloudwatch.SetAlarmStateCommand({ AlarmName: 'a', StateValue: 'OK', StateReason: 'r' })),
    );
    expect(error).toBeInstanceOf(cloudwatch.ResourceNotFound);
    expect(error).toMatchObject({ message: 'gone', $metadata: { httpStatusCode: 404 } });
  });

  it('answers awsQuery as older clients speak it', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        authorization: signed('monitoring'),
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      body: 'Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=a',
    });
    expect(received.at(-1)?.input).toEqual({ AlarmNames: ['a'] });
    const text = await response.text();
    expect(text).toContain('<MetricAlarms><member><AlarmName>a</AlarmName>');
    expect(text).toContain('<StateUpdatedTimestamp>2026-01-02T03:04:05Z</StateUpdatedTimestamp>');
  });

  it('answers Smithy RPC in CBOR as newer clients speak it', async () => {
    const response = await fetch(`${gateway.url}/service/GraniteServiceVersion20100801/operation/SetAlarmState`, {
      method: 'POST',
      headers: {
        authorization: signed('monitoring'),
        'content-type': 'application/cbor',
        'smithy-protocol': 'rpc-v2-cbor',
      },
      body: new Uint8Array([0xa0]),
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    expect(response.headers.get('x-amzn-query-error')).toBe('ResourceNotFound;Sender');
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toContain('ResourceNotFound');
  });
});

describe('the gateway', () => {
  it("partitions by the credentials' account and region", async () => {
    const client = use(
      new codedeploy.CodeDeployClient(gateway.clientConfig({ account: '222222222222', region: 'us-east-1' })),
    );
    await client.send(new codedeploy.BatchGetDeploymentsCommand({ deploymentIds: [] }));
    expect(received.at(-1)?.context).toMatchObject({
      scope: { account: '222222222222', region: 'us-east-1' },
      caller: { arn: 'arn:aws:iam::222222222222:root' },
    });
  });

  it('records every call by the names of its inputs, never their values', async () => {
    const client = use(new codedeploy.CodeDeployClient(gateway.clientConfig()));
    await client.send(new codedeploy.BatchGetDeploymentsCommand({ deploymentIds: ['very-secret'] }));
    const call = gateway.calls.calls().at(-1);
    expect(call).toMatchObject({
      service: 'codedeploy',
      operation: 'BatchGetDeployments',
      caller: 'arn:aws:iam::111111111111:root',
      account: '111111111111',
      region: 'eu-west-1',
      inputs: ['deploymentIds'],
      status: 200,
    });
    expect(JSON.stringify(call)).not.toContain('very-secret');
    await rejection(client.send(new codedeploy.GetDeploymentCommand({ deploymentId: 'd-2' })));
    expect(gateway.calls.calls().at(-1)).toMatchObject({ status: 400, error: 'DeploymentDoesNotExistException' });
  });

  it('refuses unsigned requests', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers,
      body: 'Action=DescribeAlarms&Version=2010-08-01',
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it('says what it is without credentials', async () => {
    const response = await fetch(gateway.url);
    expect(await response.json()).toMatchObject({ services: services.map((service) => service.name) });
  });

  it('limits the size of requests', async () => {
    const small = await createGateway({
      services,
      identities: { resolve: (accessKeyId) => ({ arn: 'a', account: '111111111111', accessKeyId }) },
      log: silentLog,
      port: 0,
      bodyLimit: 100,
    });
    const headers = { authorization: signed('monitoring'), 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(small.url, { method: 'POST', headers, body: 'x'.repeat(101) });
    expect(response.status).toBe(413);
    await small.close();
  });

  it('says that a port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const options = {
      services,
      identities: { resolve: () => ({ arn: '', account: '', accessKeyId: '' }) },
      log: silentLog,
      port,
    };
    await expect(createGateway(options)).rejects.toMatchObject({ name: 'PortTakenError', port });
    await new Promise((resolve) => other.close(resolve));
  });

  it('refuses a table that names an operation its API does not have', async () => {
    await expect(startGateway([table('codedeploy', codedeploy, { CreateDeploiment: answering({}) })])).rejects.toThrow(
      'CreateDeploiment',
    );
  });
});
