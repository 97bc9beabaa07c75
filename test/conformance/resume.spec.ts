import { CreateStackCommand, DescribeStacksCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResumedWorld, until } from './support/resumed-world.ts';
import { neverSteady, twoColours } from './support/two-colours.ts';

const single = (Value: string) => ({
  Resources: { Only: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/single', Type: 'String', Value } } },
});

/** Everything real: an engine in a process of its own, killed with its tasks running and a stack half made. */
let world: ResumedWorld;
let outputs: Record<string, string>;
let listener: string;
let before: Awaited<ReturnType<typeof look>>;

/** What clients see, without what is new by nature: tasks and their addresses. */
async function look() {
  const { Stacks = [] } = await world.stacks.send(new DescribeStacksCommand({ StackName: 'colours' }));
  const { LoadBalancers } = await world.balancers.send(new DescribeLoadBalancersCommand({}));
  const { Listeners } = await world.balancers.send(new DescribeListenersCommand({ ListenerArns: [listener] }));
  const taskSets = (await world.services('blue', 'green')).flatMap((service) => service.taskSets ?? []);
  return {
    stack: Stacks[0],
    LoadBalancers,
    Listeners,
    taskSets: taskSets.map(({ id, status, scale, taskDefinition }) => ({ id, status, scale, taskDefinition })),
    localPort: (await world.engine.listener(listener)).localPort,
  };
}

const parameter = async (Name: string) => (await world.parameters.send(new GetParameterCommand({ Name }))).Parameter;

beforeAll(async () => {
  world = await ResumedWorld.start();
  outputs = await world.create('colours', twoColours);
  listener = outputs['Listener'] ?? '';
  await world.create('single', single('one'));
  // No template says this: only the live listener knows.
  const groups = [
    { TargetGroupArn: outputs['BlueGroup'], Weight: 3 },
    { TargetGroupArn: outputs['GreenGroup'], Weight: 1 },
  ];
  const DefaultActions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups: groups } }];
  await world.balancers.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions }));
  await world.steady('blue', 'green');
  before = await look();
  await world.stacks.send(
    new CreateStackCommand({
      StackName: 'grey',
      TemplateBody: JSON.stringify(neverSteady),
      Parameters: [{ ParameterKey: 'BlueGroup', ParameterValue: outputs['BlueGroup'] }],
    }),
  );
  const initiated = 'GreyService CREATE_IN_PROGRESS Resource creation Initiated';
  await until(async () => (await world.events('grey')).includes(initiated));
  await world.restart();
  await world.steady('blue', 'green');
}, 90_000);

afterAll(() => world.stop());

describe('an engine that was killed and started again', () => {
  it('shows clients what they saw before, physical ids, weights and local ports included', async () => {
    expect(await look()).toEqual(before);
    expect((await world.engine.listener(listener)).errors).toEqual([]);
    expect(await parameter('/colours')).toMatchObject({ Value: 'blue,green', Version: 1 });
  });

  it('serves both colours with the weights they had, from new tasks', async () => {
    const seen = await world.colours(listener, 200);
    expect(seen['other']).toBeUndefined();
    expect(seen['blue']).toBeGreaterThan(120);
    expect(seen['green']).toBeGreaterThan(20);
    const [blue] = await world.services('blue');
    const told = blue?.events?.map(({ message }) => message).join('\n');
    expect(told).toMatch(/has started 1 tasks[^]+has lost 1 tasks[^]+The engine ended[^]+has started 1 tasks/);
  });

  it('has rolled back the stack that was being created, and says why', async () => {
    await until(async () => (await world.events('grey'))[0] === 'grey ROLLBACK_COMPLETE');
    const events = await world.events('grey');
    expect(events).toContain('GreyService CREATE_FAILED The engine ended while this was under way.');
    expect(events).toContain(
      'grey ROLLBACK_IN_PROGRESS The engine ended while this was under way. Rollback requested by user.',
    );
    await expect(parameter('/made')).rejects.toThrow('not found');
    expect((await world.services('grey'))[0]?.status ?? 'INACTIVE').toBe('INACTIVE');
  });

  it('goes on with its stacks: the same template changes nothing, another one what differs', async () => {
    const update = (StackName: string, template: object) =>
      world.stacks.send(new UpdateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
    await expect(update('colours', twoColours)).rejects.toThrow('No updates are to be performed');
    await update('single', single('two'));
    await until(async () => (await world.events('single'))[0] === 'single UPDATE_COMPLETE');
    expect(await parameter('/single')).toMatchObject({ Value: 'two', Version: 2 });
  });
});
