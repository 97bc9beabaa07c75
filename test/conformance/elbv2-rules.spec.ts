import {
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startElbv2, type Elbv2Fixture } from './support/elbv2-fixture.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

let elb: Elbv2Fixture;

beforeEach(async () => {
  elb = await startElbv2();
});

afterEach(() => elb.stop());

describe('rules', () => {
  it('come before the default, in order of priority', async () => {
    const blue = await elb.createTargetGroup('blue');
    const ListenerArn = await elb.createListener({ [blue]: 1 });
    await elb.registerServer(blue, 'blue');
    const create = (Priority: number, path: string, MessageBody: string) =>
      elb.client.send(
        new CreateRuleCommand({
          ListenerArn,
          Priority,
          Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }],
          Actions: [
            {
              Type: 'fixed-response',
              FixedResponseConfig: { StatusCode: '418', ContentType: 'text/plain', MessageBody },
            },
          ],
        }),
      );
    await create(20, '/a*', 'wide');
    const { Rules } = await create(10, '/ab', 'narrow');
    expect(await elb.answerOf(ListenerArn, '/ab')).toEqual({ status: 418, text: 'narrow' });
    expect(await elb.answerOf(ListenerArn, '/ac')).toEqual({ status: 418, text: 'wide' });
    await expect(create(10, '/x', '')).rejects.toMatchObject({ name: 'PriorityInUseException' });
    const described = await elb.client.send(new DescribeRulesCommand({ ListenerArn }));
    expect(described.Rules?.map(({ Priority }) => Priority)).toEqual(['10', '20', 'default']);
    await elb.client.send(new DeleteRuleCommand({ RuleArn: Rules?.[0]?.RuleArn }));
    expect(await elb.answerOf(ListenerArn, '/ab')).toEqual({ status: 418, text: 'wide' });
    const RuleArn = described.Rules?.[2]?.RuleArn;
    await expect(elb.client.send(new DeleteRuleCommand({ RuleArn }))).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
    });
  });
});

describe('names', () => {
  it('resolve to the listener, by DNS name and by private address', async () => {
    const blue = await elb.createTargetGroup('blue');
    const loadBalancer = await elb.createLoadBalancer();
    const arn = await elb.createListener({ [blue]: 1 }, loadBalancer.LoadBalancerArn);
    const expected = { host: '127.0.0.1', port: elb.rehearsal.loadBalancing.listeners.localPort(arn) };
    const { names } = elb.rehearsal.loadBalancing;
    expect(names.resolve(loadBalancer.DNSName ?? '', 80)).toEqual(expected);
    const [attached] = elb.rehearsal.network.state(scope).interfaces.values();
    expect(names.resolve(attached?.privateAddress ?? '', 80)).toEqual(expected);
    expect(names.resolve(loadBalancer.DNSName ?? '', 81)).toBeUndefined();
  });
});

describe('target groups', () => {
  it('know their load balancers, and their tags', async () => {
    const { TargetGroups } = await elb.client.send(
      new CreateTargetGroupCommand({
        Name: 'tagged',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: elb.rehearsal.vpcId,
        TargetType: 'ip',
        Tags: [{ Key: 'a', Value: 'b' }],
      }),
    );
    const arn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    const { TagDescriptions } = await elb.client.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    expect(TagDescriptions).toEqual([{ ResourceArn: arn, Tags: [{ Key: 'a', Value: 'b' }] }]);
    const listenerArn = await elb.createListener({ [arn]: 0 });
    const described = await elb.client.send(new DescribeTargetGroupsCommand({ Names: ['tagged'] }));
    const expected = listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[0-9a-f]+$/, '');
    expect(described.TargetGroups?.[0]?.LoadBalancerArns).toEqual([expected]);
    await expect(elb.createTargetGroup('tagged')).rejects.toMatchObject({ name: 'DuplicateTargetGroupNameException' });
    await expect(
      elb.client.send(
        new ModifyTargetGroupAttributesCommand({
          TargetGroupArn: arn,
          Attributes: [{ Key: 'stickiness.enabled', Value: 'true' }],
        }),
      ),
    ).rejects.toThrow(/stickiness\.enabled = true/);
  });
});
