import { describe, expect, it } from '@jest/globals';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Action, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { loadBalancerView } from './load-balancer.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/picus-dev/0123456789abcdef';

/** A client that answers one thing, and keeps what it was asked. */
function client(answer: unknown) {
  const inputs: unknown[] = [];
  const send = async ({ input }: { input: unknown }) => {
    inputs.push(input);
    return answer;
  };
  return { inputs, client: { send } as unknown as EC2Client & ElasticLoadBalancingV2Client };
}

const listenerWith = (actions: Action[]) =>
  loadBalancerView(client({ Listeners: [{ DefaultActions: actions }] }).client, client({}).client, ARN).forwardedTo(
    'listener',
  );

describe('the view of a load balancer', () => {
  it('leaves out groups without weight', async () => {
    const TargetGroups = [
      { TargetGroupArn: 'blue', Weight: 0 },
      { TargetGroupArn: 'green', Weight: 100 },
    ];
    expect(await listenerWith([{ Type: 'forward', ForwardConfig: { TargetGroups } }])).toEqual(['green']);
  });

  it('reads a forward without ForwardConfig, and counts a group without weight as one with', async () => {
    expect(await listenerWith([{ Type: 'forward', TargetGroupArn: 'blue' }])).toEqual(['blue']);
    expect(
      await listenerWith([{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'green' }] } }]),
    ).toEqual(['green']);
  });

  it('names targets by address and port', async () => {
    const elb = client({
      TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 8080 }, TargetHealth: { State: 'healthy' } }],
    });
    const states = await loadBalancerView(elb.client, client({}).client, ARN).targetStates('green');
    expect([...states]).toEqual([['10.0.0.1:8080', 'healthy']]);
  });

  it('finds the load balancer’s own interfaces by their description', async () => {
    const ec2 = client({ NetworkInterfaces: [{ PrivateIpAddress: '10.0.1.1' }, {}] });
    const view = loadBalancerView(client({}).client, ec2.client, ARN);
    expect(await view.privateAddresses()).toEqual(['10.0.1.1']);
    expect(ec2.inputs).toEqual([
      { Filters: [{ Name: 'description', Values: ['ELB app/picus-dev/0123456789abcdef'] }] },
    ]);
  });
});
