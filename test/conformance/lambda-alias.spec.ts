import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StackRecord } from '../../rehearsal/runtime/stacks/stack-record.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import {
  FUNCTION_ROLE,
  functionArn,
  seededRandom,
  startFunctions,
  type FunctionFixture,
} from './support/function-fixture.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

const SOURCE =
  'export const handler = async ({ fail }) => { if (fail) throw new Error("no"); return process.env.TEXT; };';

let world: FunctionFixture;

beforeAll(async () => {
  world = await startFunctions(seededRandom(7));
});
afterAll(() => world.stop());

/** A function with versions 1 and 2, which answer `one` and `two`. */
async function twoVersions(FunctionName: string): Promise<void> {
  await world.createFunction(FunctionName, SOURCE, { Environment: { Variables: { TEXT: 'one' } } });
  await world.lambda.send(new PublishVersionCommand({ FunctionName, Description: 'first' }));
  const Environment = { Variables: { TEXT: 'two' } };
  await world.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
  await world.lambda.send(new PublishVersionCommand({ FunctionName }));
}

const invoke = async (FunctionName: string, payload: object = {}) => {
  const { Payload, ...rest } = await world.lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
  );
  return { ...rest, payload: JSON.parse(Payload?.transformToString() ?? 'null') as unknown };
};

describe('aliases', () => {
  it('are made, read, listed, moved and deleted', async () => {
    await twoVersions('api');
    const FunctionName = 'api';
    const created = await world.lambda.send(
      new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1', Description: 'd' }),
    );
    expect(created).toMatchObject({ AliasArn: functionArn('api:live'), FunctionVersion: '1', Description: 'd' });
    expect(created.RoutingConfig).toBeUndefined();
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.05 } };
    const moved = await world.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', RoutingConfig }));
    expect(moved).toMatchObject({ FunctionVersion: '1', Description: 'd', RoutingConfig });
    expect(moved.RevisionId).not.toBe(created.RevisionId);
    expect(await world.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }))).toMatchObject({
      RoutingConfig,
    });
    await expect(
      world.lambda.send(
        new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2', RevisionId: created.RevisionId }),
      ),
    ).rejects.toMatchObject({ name: 'PreconditionFailedException', $metadata: { httpStatusCode: 412 } });
    await world.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'old', FunctionVersion: '2' }));
    const { Aliases } = await world.lambda.send(new ListAliasesCommand({ FunctionName }));
    expect(Aliases?.map(({ Name }) => Name)).toEqual(['live', 'old']);
    const { Aliases: ofOne } = await world.lambda.send(new ListAliasesCommand({ FunctionName, FunctionVersion: '1' }));
    expect(ofOne?.map(({ Name }) => Name)).toEqual(['live']);
    await expect(
      world.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' })),
    ).rejects.toMatchObject({ name: 'ResourceConflictException' });
    for (const _again of [1, 2]) await world.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'old' }));
    await expect(world.lambda.send(new GetAliasCommand({ FunctionName, Name: 'old' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Cannot find alias arn: ${functionArn('api:old')}`,
    });
  });

  it('share invocations by weight, and say which version ran', async () => {
    await twoVersions('split');
    const [count, share] = [300, 0.3];
    await world.lambda.send(
      new CreateAliasCommand({
        FunctionName: 'split',
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: { 2: share } },
      }),
    );
    let second = 0;
    for (let left = count; left > 0; left--) {
      const { ExecutedVersion, payload } = await invoke('split:live');
      expect(payload).toBe(ExecutedVersion === '2' ? 'two' : 'one');
      if (ExecutedVersion === '2') second++;
    }
    expect(Math.abs(second / count - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / count));
    world.functions.route(scope, 'split', 'live', { version: '2' });
    expect(world.functions.alias(scope, functionArn('split'), 'live')).toEqual({
      functionName: 'split',
      functionArn: functionArn('split'),
      aliasName: 'live',
      aliasArn: functionArn('split:live'),
      version: '2',
    });
    expect(await invoke('split', {})).toMatchObject({ ExecutedVersion: '$LATEST' });
    expect(await invoke('split:live')).toMatchObject({ ExecutedVersion: '2' });
    expect([world.functions.hasVersion(scope, 'split', '2'), world.functions.hasVersion(scope, 'split', '3')]).toEqual([
      true,
      false,
    ]);
  });

  it('show in metrics, by function, alias and version', async () => {
    await twoVersions('measured');
    const weights = { AdditionalVersionWeights: { 2: 1 } };
    await world.lambda.send(
      new CreateAliasCommand({ FunctionName: 'measured', Name: 'live', FunctionVersion: '1', RoutingConfig: weights }),
    );
    const FunctionName = 'measured';
    await invoke('measured:live');
    await invoke('measured:live', { fail: true });
    await invoke('measured:1');
    await invoke('measured');
    const sumOf = (name: string, dimensions: Record<string, string>) => {
      const identity = { namespace: 'AWS/Lambda', name, dimensions };
      return world.metrics.between(scope, identity, 0, Infinity)?.sum;
    };
    expect(sumOf('Invocations', { FunctionName })).toBe(4);
    expect(sumOf('Invocations', { FunctionName, Resource: 'measured' })).toBe(1);
    expect(sumOf('Invocations', { FunctionName, Resource: 'measured:1' })).toBe(1);
    const Resource = 'measured:live';
    expect(sumOf('Errors', { FunctionName, Resource })).toBe(1);
    expect(sumOf('Errors', { FunctionName, Resource, ExecutedVersion: '2' })).toBe(1);
    expect(sumOf('Errors', { FunctionName, Resource, ExecutedVersion: '1' })).toBeUndefined();
    expect(sumOf('Duration', { FunctionName, Resource, ExecutedVersion: '2' })).toBeGreaterThan(0);
    expect(sumOf('ConcurrentExecutions', { FunctionName })).toBe(4);
    expect(sumOf('Throttles', { FunctionName })).toBe(0);
  });
});

describe('versions', () => {
  it('are described by their number or alias, listed, and deleted one by one', async () => {
    await twoVersions('listed');
    const FunctionName = 'listed';
    const again = await world.lambda.send(new PublishVersionCommand({ FunctionName }));
    expect(again.Version).toBe('2');
    const { Versions } = await world.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions?.map(({ Version, FunctionArn }) => [Version, FunctionArn])).toEqual([
      ['$LATEST', functionArn('listed:$LATEST')],
      ['1', functionArn('listed:1')],
      ['2', functionArn('listed:2')],
    ]);
    const { Versions: first, NextMarker } = await world.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 1 }),
    );
    expect([first?.length, NextMarker]).toEqual([1, '1']);
    await world.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
    const byAlias = await world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'listed:live' }));
    expect(byAlias).toMatchObject({ Version: '1', Description: 'first', FunctionArn: functionArn('listed:live') });
    const { Configuration } = await world.lambda.send(new GetFunctionCommand({ FunctionName, Qualifier: '2' }));
    expect(Configuration?.Environment?.Variables).toEqual({ TEXT: 'two' });
    await expect(world.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    await world.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '2' }));
    await expect(invoke('listed:2')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await invoke('listed:live')).toMatchObject({ payload: 'one' });
    await expect(
      world.lambda.send(new PublishVersionCommand({ FunctionName, CodeSha256: 'other' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });
});

describe('in CloudFormation', () => {
  const template = (version: string, text: string, more: { alias?: object; update?: object; version?: object } = {}) =>
    JSON.stringify({
      Resources: {
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'stacked',
            Code: { ZipFile: 'exports.handler = async () => process.env.TEXT;' },
            Handler: 'index.handler',
            Role: FUNCTION_ROLE,
            Runtime: 'nodejs24.x',
            Environment: { Variables: { TEXT: text } },
          },
        },
        [version]: {
          Type: 'AWS::Lambda::Version',
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          Properties: { FunctionName: { Ref: 'Function' }, ...more.version },
        },
        Alias: {
          Type: 'AWS::Lambda::Alias',
          ...more.update,
          Properties: {
            FunctionName: { Ref: 'Function' },
            FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
            Name: 'live',
            ...more.alias,
          },
        },
      },
      Outputs: { Version: { Value: { 'Fn::GetAtt': [version, 'Version'] } } },
    });
  const reasons = (stack: StackRecord) =>
    stack.events.filter(({ status }) => status.endsWith('FAILED')).map(({ reason }) => reason);

  it('a new environment is a new version under a new name, and the retained one stays invokable', async () => {
    const { stacks } = world;
    const stack = await stacks.settled(
      await stacks.create(scope, { name: 'versions', templateBody: template('VersionA', 'a') }),
    );
    expect([stack.status, reasons(stack)]).toEqual(['CREATE_COMPLETE', []]);
    const RoutingConfig = { AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: '0.25' }] };
    const second = template('VersionB', 'b', { alias: { RoutingConfig } });
    await stacks.settled(await stacks.update(scope, { name: 'versions', templateBody: second }));
    expect([stack.status, stack.outputs[0]?.value]).toEqual(['UPDATE_COMPLETE', '2']);
    const alias = await world.lambda.send(new GetAliasCommand({ FunctionName: 'stacked', Name: 'live' }));
    expect(alias).toMatchObject({
      FunctionVersion: '2',
      RoutingConfig: { AdditionalVersionWeights: { 1: 0.25 } },
    });
    expect([(await invoke('stacked:1')).payload, (await invoke('stacked:2')).payload]).toEqual(['a', 'b']);

    // Nothing of the function changed: CloudFormation has no version to make.
    await stacks.settled(await stacks.update(scope, { name: 'versions', templateBody: template('VersionC', 'b') }));
    expect([stack.status, reasons(stack)]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      expect.arrayContaining([
        'A version for this Lambda function exists ( 2 ). Modify the function to create a new version.',
      ]),
    ]);
    stacks.delete(scope, 'versions');
    await stacks.settled(stack);
    expect(stack.status).toBe('DELETE_COMPLETE');
  });

  it('an alarm on one version of an alias sounds when that version fails', async () => {
    await twoVersions('alarmed');
    const { stacks, alarms } = world;
    await world.lambda.send(new CreateAliasCommand({ FunctionName: 'alarmed', Name: 'live', FunctionVersion: '2' }));
    const Dimensions = Object.entries({ FunctionName: 'alarmed', Resource: 'alarmed:live', ExecutedVersion: '2' });
    const templateBody = JSON.stringify({
      Resources: {
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            AlarmName: 'alarmed',
            Namespace: 'AWS/Lambda',
            MetricName: 'Errors',
            Dimensions: Dimensions.map(([Name, Value]) => ({ Name, Value })),
            Statistic: 'Sum',
            Period: 60,
            EvaluationPeriods: 1,
            Threshold: 1,
            ComparisonOperator: 'GreaterThanOrEqualToThreshold',
            TreatMissingData: 'notBreaching',
          },
        },
      },
    });
    await stacks.settled(await stacks.create(scope, { name: 'alarm', templateBody }));
    const sounds = new Promise<void>((resolve) => {
      const unsubscribe = alarms.changed.subscribe(({ alarm }) => {
        if (alarm.name !== 'alarmed' || alarm.state !== 'ALARM') return;
        unsubscribe();
        resolve();
      });
    });
    await invoke('alarmed:live', { fail: true });
    await sounds;
    expect(alarms.read(scope, ['alarmed'])[0]?.reason).toMatch(/Threshold Crossed/);
  });

  it.each([
    [
      'a deployment by CloudFormation itself',
      { update: { UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: 'a', DeploymentGroupName: 'g' } } } },
      /Alias.*UpdatePolicy.*CodeDeployLambdaAliasUpdate/,
    ],
    [
      'provisioned concurrency of an alias',
      { alias: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } } },
      /ProvisionedConcurrencyConfig/,
    ],
    [
      'provisioned concurrency of a version',
      { version: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 } } },
      /ProvisionedConcurrencyConfig/,
    ],
  ])('%s is refused by name, before anything starts', async (_what, more, message) => {
    const templateBody = template('VersionA', 'a', more);
    await expect(world.stacks.create(scope, { name: 'refused', templateBody })).rejects.toThrow(message);
    expect(world.functions.exists(scope, 'stacked')).toBe(false);
  });
});

describe('aliases', () => {
  it(`are made and moved by the AWS CLI (${awsCliState})`, async () => {
    if (awsCliVersion === undefined) return;
    await twoVersions('cli');
    const name = ['--function-name', 'cli', '--name', 'live'];
    const made = await awsCli(world.gateway, 'lambda', 'create-alias', ...name, '--function-version', '1');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const routing = ['--routing-config', 'AdditionalVersionWeights={2=0.5}'];
    const moved = await awsCli(world.gateway, 'lambda', 'update-alias', ...name, ...routing);
    expect(JSON.parse(moved.stdout)).toMatchObject({ RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } });
    const listed = await awsCli(world.gateway, 'lambda', 'list-versions-by-function', '--function-name', 'cli');
    expect((JSON.parse(listed.stdout) as { Versions: unknown[] }).Versions).toHaveLength(3);
  });
});
