import { describe, expect, it } from '@jest/globals';
import { randomIds } from '../kernel/ids.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { LogGroups } from '../runtime/logs/log-groups.ts';
import { Parameters } from '../runtime/parameters/parameters.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { logsLogGroupProvider } from './logs-log-group.ts';
import { ssmParameterProvider } from './ssm-parameter.ts';

const context: ResourceContext = {
  scope: { account: '111111111111', region: 'eu-west-1' },
  stackName: 'picus',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus/1',
  logicalId: 'Thing',
  stackTags: { env: 'prod' },
  token: 't',
  signal: new AbortController().signal,
};
const clock = new ManualClock();

describe('AWS::Logs::LogGroup', () => {
  it('creates, changes its retention and goes', async () => {
    const logs = new LogGroups({ clock });
    const provider = logsLogGroupProvider({ logs, ids: randomIds });
    const wanted = { LogGroupName: '/ecs/picus', RetentionInDays: '30' };
    const state = await provider.create(wanted, context);
    expect(state).toEqual({
      physicalId: '/ecs/picus',
      attributes: { Arn: 'arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/picus:*' },
    });
    await provider.update(state, { ...wanted, RetentionInDays: 90 }, wanted, context);
    expect(logs.get(context.scope, '/ecs/picus')).toMatchObject({ retentionInDays: 90, tags: { env: 'prod' } });
    await expect(provider.create(wanted, context)).rejects.toThrow('already exists');
    await expect(provider.create({ RetentionInDays: 31 }, context)).rejects.toThrow('retentionInDays');
    await provider.delete(state, wanted, context);
    await provider.delete(state, wanted, context);
    expect(logs.list(context.scope)).toEqual([]);
  });
});

describe('AWS::SSM::Parameter', () => {
  it('creates, makes a new version and goes', async () => {
    const parameters = new Parameters({ clock, ids: randomIds });
    const provider = ssmParameterProvider({ parameters, ids: randomIds });
    const wanted = { Name: '/picus/uri', Type: 'String', Value: 'one', Tags: { a: 'b' } };
    const state = await provider.create(wanted, context);
    expect(state.physicalId).toBe('/picus/uri');
    const updated = await provider.update(state, { ...wanted, Value: 'two' }, wanted, context);
    expect(updated.attributes).toMatchObject({ Type: 'String', Value: 'two' });
    expect(parameters.get(context.scope, '/picus/uri').version).toMatchObject({ version: 2, value: 'two' });
    await expect(provider.create(wanted, context)).rejects.toThrow('already exists');
    await expect(provider.create({ ...wanted, Name: 's', Type: 'SecureString' }, context)).rejects.toThrow(
      'SecureString',
    );
    await provider.delete(state, wanted, context);
    expect(parameters.list(context.scope)).toEqual([]);
  });
});
