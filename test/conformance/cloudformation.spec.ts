import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { randomIds } from '../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../rehearsal/kernel/log.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { recordedTypes } from '../../rehearsal/resources/recorded-types.ts';
import { Stacks } from '../../rehearsal/runtime/stacks/stacks.ts';
import { cloudformationApi } from '../../rehearsal/services/cloudformation/cloudformation-api.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';

describe('CloudFormation', () => {
  let gateway: TestGateway;
  let client: CloudFormationClient;
  const stacks = new Stacks({
    clock: new ManualClock(),
    ids: randomIds,
    log: silentLog,
    types: { providers: [], recorded: recordedTypes, known: {} },
    parameterStore: { value: (_scope, name) => (name === '/bootstrap/version' ? '30' : undefined) },
  });
  beforeAll(async () => {
    gateway = await startGateway([cloudformationApi({ stacks })]);
    client = new CloudFormationClient(gateway.clientConfig());
  });
  afterAll(async () => {
    client.destroy();
    await gateway.close();
  });

  const template = (name: string, topics: number) => ({
    Description: `Topics of ${name}`,
    Parameters: { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/bootstrap/version' } },
    Resources: Object.fromEntries(
      Array.from({ length: topics }, (_, n) => [`Topic${n}`, { Type: 'AWS::Route53::HostedZone', Metadata: { n } }]),
    ),
    Outputs: { Name: { Value: { Ref: 'Topic0' }, Export: { Name: `${name}-topic` } } },
  });
  const create = async (StackName: string, topics = 1) => {
    const { StackId = '' } = await client.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(template(StackName, topics)),
        Tags: [{ Key: 'a', Value: 'b' }],
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    await stacks.settled(stacks.byName(TEST_SCOPE, StackId));
    return StackId;
  };

  it('creates a stack and describes it as AWS does', async () => {
    const id = await create('described', 2);
    expect(id).toMatch(/^arn:aws:cloudformation:eu-west-1:111111111111:stack\/described\/[0-9a-f-]{36}$/);
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: 'described' }));
    expect(stack).toMatchObject({
      StackId: id,
      StackStatus: 'CREATE_COMPLETE',
      Description: 'Topics of described',
      Parameters: [{ ParameterKey: 'Version', ParameterValue: '/bootstrap/version', ResolvedValue: '30' }],
      Outputs: [
        {
          OutputKey: 'Name',
          OutputValue: expect.stringMatching(/^Z[0-9A-F]{20}$/),
          ExportName: 'described-topic',
        },
      ],
      Tags: [{ Key: 'a', Value: 'b' }],
      Capabilities: ['CAPABILITY_IAM'],
      CreationTime: expect.any(Date),
    });
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: id }));
    expect(StackResources?.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus])).toEqual(
      [
        ['Topic0', 'CREATE_COMPLETE'],
        ['Topic1', 'CREATE_COMPLETE'],
      ],
    );
    const { StackResourceDetail } = await client.send(
      new DescribeStackResourceCommand({ StackName: id, LogicalResourceId: 'Topic1' }),
    );
    expect(StackResourceDetail).toMatchObject({
      ResourceType: 'AWS::Route53::HostedZone',
      Metadata: '{"n":1}',
      LastUpdatedTimestamp: expect.any(Date),
    });
    const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: id, TemplateStage: 'Original' }));
    expect(JSON.parse(TemplateBody ?? '')).toEqual(template('described', 2));
  });

  it('pages events and resources, events newest first', async () => {
    await create('paged', 60);
    const first = await client.send(new DescribeStackEventsCommand({ StackName: 'paged' }));
    expect(first.StackEvents?.[0]).toMatchObject({
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatus: 'CREATE_COMPLETE',
    });
    expect([first.StackEvents?.length, first.NextToken]).toEqual([100, expect.any(String)]);
    const second = await client.send(
      new DescribeStackEventsCommand({ StackName: 'paged', NextToken: first.NextToken }),
    );
    expect([second.StackEvents?.length, second.NextToken]).toEqual([82, undefined]);
    expect(second.StackEvents?.at(-1)).toMatchObject({
      LogicalResourceId: 'paged',
      ResourceStatus: 'CREATE_IN_PROGRESS',
      ResourceStatusReason: 'User Initiated',
    });
    const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName: 'paged' }));
    expect(StackResourceSummaries).toHaveLength(60);
  });

  it('updates, refuses an update without changes, and deletes', async () => {
    const id = await create('changing');
    const update = (topics: number) =>
      client.send(
        new UpdateStackCommand({ StackName: 'changing', TemplateBody: JSON.stringify(template('changing', topics)) }),
      );
    await expect(update(1)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'No updates are to be performed.',
    });
    await update(2);
    const record = await stacks.settled(stacks.byName(TEST_SCOPE, id));
    expect(record.status).toBe('UPDATE_COMPLETE');
    await client.send(
      new UpdateTerminationProtectionCommand({ StackName: 'changing', EnableTerminationProtection: true }),
    );
    await expect(client.send(new DeleteStackCommand({ StackName: 'changing' }))).rejects.toThrow(
      /TerminationProtection is enabled/,
    );
    await client.send(
      new UpdateTerminationProtectionCommand({ StackName: 'changing', EnableTerminationProtection: false }),
    );
    await client.send(new DeleteStackCommand({ StackName: 'changing' }));
    await stacks.settled(record);
    await expect(client.send(new DescribeStacksCommand({ StackName: 'changing' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id changing does not exist',
    });
    const { Stacks: [gone] = [] } = await client.send(new DescribeStacksCommand({ StackName: id }));
    expect(gone?.StackStatus).toBe('DELETE_COMPLETE');
    const { StackSummaries } = await client.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }));
    expect(StackSummaries?.map(({ StackName }) => StackName)).toEqual(['changing']);
  });

  it('creates and updates through change sets, in the order of calls that the CDK makes', async () => {
    const review = async (topics: number, type: 'CREATE' | 'UPDATE') => {
      const names = { StackName: 'reviewed', ChangeSetName: 'cdk-deploy' };
      const body = { TemplateBody: JSON.stringify(template('reviewed', topics)), ChangeSetType: type };
      const made = await client.send(new CreateChangeSetCommand({ ...names, ...body }));
      const described = await client.send(new DescribeChangeSetCommand(names));
      expect(described.StackId).toBe(made.StackId);
      return described;
    };
    const first = await review(1, 'CREATE');
    expect(first).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Topic0' } }],
    });
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: 'reviewed' }));
    expect(stack?.StackStatus).toBe('REVIEW_IN_PROGRESS');
    expect((await client.send(new GetTemplateCommand({ StackName: 'reviewed' }))).TemplateBody).toBe('{}');
    await client.send(new ExecuteChangeSetCommand({ StackName: 'reviewed', ChangeSetName: 'cdk-deploy' }));
    const record = await stacks.settled(stacks.byName(TEST_SCOPE, 'reviewed'));
    expect([record.status, record.id]).toEqual(['CREATE_COMPLETE', first.StackId]);
    const again = new ExecuteChangeSetCommand({ StackName: 'reviewed', ChangeSetName: 'cdk-deploy' });
    await expect(client.send(again)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });

    const remove = () =>
      client.send(new DeleteChangeSetCommand({ StackName: 'reviewed', ChangeSetName: 'cdk-deploy' }));
    await remove();
    await expect(
      client.send(new DescribeChangeSetCommand({ StackName: 'reviewed', ChangeSetName: 'cdk-deploy' })),
    ).rejects.toMatchObject({ name: 'ChangeSetNotFoundException' });
    expect(await review(1, 'UPDATE')).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringContaining("didn't contain changes"),
    });
    await remove();
    expect(
      (await review(2, 'UPDATE')).Changes?.map(({ ResourceChange }) => [
        ResourceChange?.Action,
        ResourceChange?.LogicalResourceId,
      ]),
    ).toEqual([['Add', 'Topic1']]);
    await client.send(new ExecuteChangeSetCommand({ StackName: 'reviewed', ChangeSetName: 'cdk-deploy' }));
    expect((await stacks.settled(record)).status).toBe('UPDATE_COMPLETE');
  });

  it('lists exports and who imports them', async () => {
    const id = await create('exporting');
    const { Exports } = await client.send(new ListExportsCommand({}));
    expect(Exports).toContainEqual({ Name: 'exporting-topic', Value: expect.any(String), ExportingStackId: id });
    await expect(client.send(new ListImportsCommand({ ExportName: 'exporting-topic' }))).rejects.toThrow(
      "Export 'exporting-topic' is not imported by any stack.",
    );
  });

  it.each([
    [
      'an existing name',
      async () => (await create('twice'), create('twice')),
      'AlreadyExistsException',
      /Stack \[twice\] already exists/,
    ],
    ['a name that is none', () => create('1st'), 'ValidationError', /regular expression pattern/],
    [
      'a template that cannot be rehearsed',
      () =>
        client.send(
          new CreateStackCommand({ StackName: 'x', TemplateBody: '{"Resources":{"A":{"Type":"AWS::No::Type"}}}' }),
        ),
      'ValidationError',
      /AWS::No::Type/,
    ],
    [
      'no template',
      () => client.send(new CreateStackCommand({ StackName: 'x' })),
      'ValidationError',
      /Either Template URL or Template Body/,
    ],
    [
      'an update of nothing',
      () => client.send(new UpdateStackCommand({ StackName: 'x', TemplateBody: '{}' })),
      'ValidationError',
      /Stack \[x\] does not exist/,
    ],
  ])('refuses %s', async (_name, call, name, message) => {
    await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});
