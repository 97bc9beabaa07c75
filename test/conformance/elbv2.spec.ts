import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
  ModifyLoadBalancerAttributesCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startElbv2, type Elbv2Fixture, forward } from './support/elbv2-fixture.ts';
import { TEST_SCOPE as scope } from './support/gateway.ts';

let elb: Elbv2Fixture;

beforeEach(async () => {
  elb = await startElbv2();
});

afterEach(() => elb.stop());

describe('load balancers', () => {
  it('are described as AWS describes them', async () => {
    const created = await elb.createLoadBalancer();
    expect(created.LoadBalancerArn).toMatch(
      /^arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer\/app\/app-dev\/[0-9a-f]{16}$/,
    );
    expect(created.DNSName).toMatch(/^app-dev-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/);
    const { LoadBalancers } = await elb.client.send(new DescribeLoadBalancersCommand({ Names: ['app-dev'] }));
    expect(LoadBalancers).toEqual([created]);
    expect(created).toMatchObject({
      State: { Code: 'active' },
      Type: 'application',
      VpcId: elb.rehearsal.vpcId,
      CanonicalHostedZoneId: 'Z32O12XQLNTSW2',
    });
    expect(created.AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual(['eu-west-1a', 'eu-west-1b']);
  });

  it('take other subnets, of two zones at least', async () => {
    const { LoadBalancerArn } = await elb.createLoadBalancer();
    const { network, vpcId, subnets } = elb.rehearsal;
    const facts = { vpcId, cidrBlock: '10.0.0.128/26', availabilityZone: 'eu-west-1c' };
    const third = network.createSubnet(scope, facts).id;
    const set = (...Subnets: string[]) => elb.client.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets }));
    const { AvailabilityZones } = await set(subnets[0], third);
    expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual(['eu-west-1a', 'eu-west-1c']);
    await expect(set(third)).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(set(third, 'subnet-0')).rejects.toMatchObject({ name: 'SubnetNotFoundException' });
  });

  it('refuse unknown and unimplemented attributes by name, and honour deletion protection', async () => {
    const { LoadBalancerArn } = await elb.createLoadBalancer();
    const modify = (Key: string, Value: string) =>
      elb.client.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key, Value }] }));
    await expect(modify('no.such', 'x')).rejects.toMatchObject({
      name: 'ValidationError',
      message: "Load balancer attribute key 'no.such' is not recognized",
    });
    await expect(modify('routing.http.xff_client_port.enabled', 'true')).rejects.toThrow(
      /routing\.http\.xff_client_port\.enabled = true/,
    );
    await modify('deletion_protection.enabled', 'true');
    const { Attributes } = await elb.client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    expect(Attributes).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'true' });
    await expect(elb.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }))).rejects.toMatchObject({
      name: 'OperationNotPermittedException',
    });
    await modify('deletion_protection.enabled', 'false');
    await elb.client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    await expect(elb.client.send(new DescribeLoadBalancersCommand({ Names: ['app-dev'] }))).rejects.toMatchObject({
      name: 'LoadBalancerNotFoundException',
    });
    expect(elb.rehearsal.network.state(scope).interfaces.size).toBe(0);
  });

  it('need two zones, and a name of their own', async () => {
    const [first] = elb.rehearsal.subnets;
    await expect(elb.client.send(new CreateLoadBalancerCommand({ Name: 'a', Subnets: [first] }))).rejects.toThrow(
      /At least two subnets/,
    );
    await elb.createLoadBalancer();
    await expect(elb.createLoadBalancer()).rejects.toMatchObject({ name: 'DuplicateLoadBalancerNameException' });
  });
});

describe('listeners', () => {
  it('have the scalar TargetGroupArn while they forward to one group only', async () => {
    const [blue, green] = [await elb.createTargetGroup('blue'), await elb.createTargetGroup('green')];
    const arn = await elb.createListener({ [blue]: 1 });
    const describeAction = async () => {
      const { Listeners } = await elb.client.send(new DescribeListenersCommand({ ListenerArns: [arn] }));
      return Listeners?.[0]?.DefaultActions?.[0];
    };
    expect(await describeAction()).toMatchObject({
      TargetGroupArn: blue,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }] },
    });
    await elb.client.send(
      new ModifyListenerCommand({ ListenerArn: arn, DefaultActions: [forward({ [blue]: 90, [green]: 10 })] }),
    );
    expect(await describeAction()).not.toHaveProperty('TargetGroupArn');
    expect(elb.rehearsal.loadBalancing.listeners.read(scope, arn)).toEqual([
      { targetGroupArn: blue, weight: 90 },
      { targetGroupArn: green, weight: 10 },
    ]);
  });

  it('keep what ModifyListener does not name', async () => {
    const [blue, green] = [await elb.createTargetGroup('blue'), await elb.createTargetGroup('green')];
    const arn = await elb.createListener({ [blue]: 30, [green]: 70 });
    await elb.client.send(new ModifyListenerCommand({ ListenerArn: arn, Port: 80, Protocol: 'HTTP' }));
    expect(elb.rehearsal.loadBalancing.listeners.read(scope, arn).map(({ weight }) => weight)).toEqual([30, 70]);
  });

  it('route by the weights that the API describes, at once', async () => {
    const [blue, green] = [await elb.createTargetGroup('blue'), await elb.createTargetGroup('green')];
    const arn = await elb.createListener({ [blue]: 100, [green]: 0 });
    await Promise.all([elb.registerServer(blue, 'blue', '10.0.0.20'), elb.registerServer(green, 'green', '10.0.0.21')]);
    await Promise.all([elb.targetsAre(blue, 'healthy'), elb.targetsAre(green, 'healthy')]);
    expect(await elb.answerOf(arn)).toEqual({ status: 200, text: 'blue' });
    await elb.rehearsal.loadBalancing.listeners.write(scope, arn, [
      { targetGroupArn: blue, weight: 0 },
      { targetGroupArn: green, weight: 100 },
    ]);
    expect(await elb.answerOf(arn)).toEqual({ status: 200, text: 'green' });
  });

  it('refuse what AWS refuses', async () => {
    const blue = await elb.createTargetGroup('blue');
    const { LoadBalancerArn = '' } = await elb.createLoadBalancer();
    const arn = await elb.createListener({ [blue]: 1 }, LoadBalancerArn);
    await expect(elb.createListener({ [blue]: 1 }, LoadBalancerArn)).rejects.toMatchObject({
      name: 'DuplicateListenerException',
      message: `A listener already exists on this port for this load balancer '${LoadBalancerArn}'`,
    });
    const other = await elb.createLoadBalancer('other');
    await expect(elb.createListener({ [blue]: 1 }, other.LoadBalancerArn)).rejects.toMatchObject({
      name: 'TargetGroupAssociationLimitException',
      message: `The following target groups cannot be associated with more than one load balancer: ${blue}`,
    });
    await expect(elb.createListener({ [`${blue}0`]: 1 }, LoadBalancerArn, 81)).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
    await expect(elb.createListener({ [blue]: 1000 }, LoadBalancerArn, 81)).rejects.toThrow(
      'The weight for each target group must be between 0 and 999, inclusive',
    );
    await expect(
      elb.client.send(
        new CreateListenerCommand({
          LoadBalancerArn,
          Protocol: 'HTTPS',
          Port: 443,
          DefaultActions: [forward({ [blue]: 1 })],
        }),
      ),
    ).rejects.toThrow(/HTTPS listeners/);
    await expect(elb.client.send(new DescribeListenersCommand({ ListenerArns: [`${arn}0`] }))).rejects.toMatchObject({
      name: 'ListenerNotFoundException',
    });
    await expect(
      elb.client.send(new DeleteListenerCommand({ ListenerArn: '2026/01/01/[$LATEST]abc' })),
    ).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(elb.client.send(new DeleteTargetGroupCommand({ TargetGroupArn: blue }))).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Target group '${blue}' is currently in use by a listener or a rule`,
    });
    await elb.client.send(new DeleteListenerCommand({ ListenerArn: arn }));
    await elb.client.send(new DeleteTargetGroupCommand({ TargetGroupArn: blue }));
  });
});

describe('targets', () => {
  it('are unused, then healthy, then draining, then gone', async () => {
    const blue = await elb.createTargetGroup('blue');
    await elb.client.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn: blue,
        Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
      }),
    );
    await elb.registerServer(blue, 'blue');
    expect(await elb.statesOf(blue)).toEqual([
      {
        State: 'unused',
        Reason: 'Target.NotInUse',
        Description: 'Target group is not configured to receive traffic from the load balancer',
      },
    ]);
    const arn = await elb.createListener({ [blue]: 1 });
    await elb.targetsAre(blue, 'healthy');
    expect(await elb.statesOf(blue)).toEqual([{ State: 'healthy' }]);
    await elb.client.send(new DeregisterTargetsCommand({ TargetGroupArn: blue, Targets: [{ Id: '10.0.0.20' }] }));
    expect(await elb.statesOf(blue)).toEqual([
      {
        State: 'draining',
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      },
    ]);
    expect((await elb.answerOf(arn)).status).toBe(503);
    await elb.targetsAre(blue);
    expect(await elb.statesOf(blue)).toEqual([]);
  });

  it('that nothing answers for fail their health checks', async () => {
    const blue = await elb.createTargetGroup('blue');
    await elb.createListener({ [blue]: 0 });
    await elb.client.send(new RegisterTargetsCommand({ TargetGroupArn: blue, Targets: [{ Id: '10.0.0.99' }] }));
    await elb.targetsAre(blue, 'unhealthy');
    expect(await elb.statesOf(blue)).toEqual([
      { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
    ]);
    await expect(
      elb.client.send(new RegisterTargetsCommand({ TargetGroupArn: blue, Targets: [{ Id: 'i-1' }] })),
    ).rejects.toMatchObject({ name: 'InvalidTargetException' });
  });

  it('give metrics by group, and lines in the access log', async () => {
    const blue = await elb.createTargetGroup('blue');
    const arn = await elb.createListener({ [blue]: 1 });
    await elb.registerServer(blue, 'blue');
    await elb.targetsAre(blue, 'healthy');
    elb.rehearsal.metrics.length = 0;
    for (let count = 0; count < 5; count++) await elb.answerOf(arn, '/item?a="b"');
    await elb.rehearsal.router.flush();
    const { fullName } = elb.rehearsal.loadBalancing.targetGroups.byArn(scope, blue);
    const LoadBalancer = arn.split(':listener/')[1]?.split('/').slice(0, 3).join('/');
    const sumOf = (name: string, dimensions: Record<string, string | undefined>) =>
      elb.rehearsal.metrics
        .filter((sample) => sample.name === name && JSON.stringify(sample.dimensions) === JSON.stringify(dimensions))
        .flatMap(({ values }) => values)
        .reduce((sum, value) => sum + value, 0);
    for (const dimensions of [{ LoadBalancer }, { TargetGroup: fullName, LoadBalancer }]) {
      expect(sumOf('RequestCount', dimensions)).toBe(5);
      expect(sumOf('HTTPCode_Target_2XX_Count', dimensions)).toBe(5);
      expect(sumOf('TargetResponseTime', dimensions)).toBeGreaterThan(0);
    }
    expect(elb.rehearsal.metrics.some(({ name }) => name === 'HTTPCode_Target_5XX_Count')).toBe(false);
    expect(sumOf('HealthyHostCount', { TargetGroup: fullName, LoadBalancer })).toBeGreaterThan(0);
    expect(elb.rehearsal.accessLog).toHaveLength(5);
    expect(elb.rehearsal.accessLog[0]).toMatch(
      new RegExp(
        `^http \\S+Z ${LoadBalancer} 127\\.0\\.0\\.1:\\d+ 10\\.0\\.0\\.20:8080 [\\d.]+ [\\d.]+ [\\d.]+ 200 200 0 4 "GET http://127\\.0\\.0\\.1:80/item\\?a=\\S+ HTTP/1\\.1" .* listener_port=80 request_id="-"$`,
      ),
    );
  });
});
