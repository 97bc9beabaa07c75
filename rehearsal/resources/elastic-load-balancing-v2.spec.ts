import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds as ids } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { FakeRouter } from '../runtime/load-balancing/fake-router.ts';
import { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import { Network } from '../runtime/network/network.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { ec2SecurityGroupEgressProvider } from './ec2-security-group-egress.ts';
import { ec2SecurityGroupIngressProvider } from './ec2-security-group-ingress.ts';
import { ec2SecurityGroupProvider } from './ec2-security-group.ts';
import { ec2SubnetProvider } from './ec2-subnet.ts';
import { ec2VpcProvider } from './ec2-vpc.ts';
import { elasticLoadBalancingV2ListenerRuleProvider } from './elastic-load-balancing-v2-listener-rule.ts';
import { elasticLoadBalancingV2ListenerProvider } from './elastic-load-balancing-v2-listener.ts';
import { elasticLoadBalancingV2LoadBalancerProvider } from './elastic-load-balancing-v2-load-balancer.ts';
import { elasticLoadBalancingV2TargetGroupProvider } from './elastic-load-balancing-v2-target-group.ts';
import { recordedNetworkTypes } from './recorded-network.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const context: ResourceContext = {
  scope,
  stackName: 'picus-dev-edge',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-dev-edge/1',
  logicalId: 'LoadBalancer',
  stackTags: { team: 'a' },
  token: 't',
  signal: new AbortController().signal,
};
let network: Network;
let router: FakeRouter;
let loadBalancing: LoadBalancing;

beforeEach(() => {
  network = new Network({ ids });
  router = new FakeRouter();
  loadBalancing = new LoadBalancing({
    clock: new ManualClock(),
    ids,
    log: silentLog,
    router,
    network,
    metrics: { record() {} },
  });
});

const networkOf = async () => {
  const vpc = await ec2VpcProvider({ network }).create({ CidrBlock: '10.0.0.0/16', EnableDnsSupport: true }, context);
  const subnet = (CidrBlock: string, AvailabilityZone: string) =>
    ec2SubnetProvider({ network }).create(
      { VpcId: vpc.physicalId, CidrBlock, AvailabilityZone, MapPublicIpOnLaunch: false },
      context,
    );
  const subnets = [await subnet('10.0.0.0/26', 'eu-west-1a'), await subnet('10.0.0.64/26', 'eu-west-1b')];
  return { vpc, subnets: subnets.map(({ physicalId }) => physicalId) };
};

const edgeOf = async () => {
  const { vpc, subnets } = await networkOf();
  const loadBalancers = elasticLoadBalancingV2LoadBalancerProvider({ loadBalancing, ids });
  const properties = {
    Name: 'picus-dev',
    Scheme: 'internet-facing' as const,
    Type: 'application',
    Subnets: subnets,
    LoadBalancerAttributes: [
      { Key: 'deletion_protection.enabled', Value: 'false' },
      { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
      { Key: 'access_logs.s3.enabled', Value: 'true' },
      { Key: 'access_logs.s3.bucket', Value: 'logs' },
      { Key: 'access_logs.s3.prefix', Value: '' },
    ],
  };
  const targetGroups = elasticLoadBalancingV2TargetGroupProvider({ loadBalancing, ids });
  const targetGroupProperties = {
    Name: 'picus-dev-blue',
    Protocol: 'HTTP',
    Port: 8080,
    VpcId: vpc.physicalId,
    TargetType: 'ip',
    HealthCheckPath: '/health/ready',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    TargetGroupAttributes: [
      { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
      { Key: 'stickiness.enabled', Value: 'false' },
    ],
  };
  const loadBalancer = await loadBalancers.create(properties, context);
  const targetGroup = await targetGroups.create(targetGroupProperties, context);
  return { vpc, loadBalancers, loadBalancer, properties, targetGroups, targetGroup, targetGroupProperties };
};

describe('load balancer and target group', () => {
  it('have the attributes that templates ask for', async () => {
    const { loadBalancer, targetGroup } = await edgeOf();
    expect(loadBalancer.attributes).toMatchObject({
      DNSName: expect.stringMatching(/^picus-dev-\d+\.eu-west-1\.elb\.amazonaws\.com$/),
      LoadBalancerFullName: expect.stringMatching(/^app\/picus-dev\/[0-9a-f]{16}$/),
      CanonicalHostedZoneID: 'Z32O12XQLNTSW2',
    });
    expect(targetGroup.attributes).toMatchObject({
      TargetGroupName: 'picus-dev-blue',
      TargetGroupFullName: targetGroup.physicalId.slice(targetGroup.physicalId.indexOf('targetgroup/')),
      LoadBalancerArns: [],
    });
    expect(loadBalancing.tagging.of(scope, targetGroup.physicalId)).toEqual([{ key: 'team', value: 'a' }]);
  });

  it('register the targets that the template names, and let go of those it names no longer', async () => {
    const { targetGroups, targetGroupProperties } = await edgeOf();
    const properties = {
      ...targetGroupProperties,
      Name: 'named',
      Targets: [{ Id: '10.0.0.9' }, { Id: '10.0.0.10', Port: '81' }],
    };
    const group = await targetGroups.create(properties, context);
    const targetsOf = () =>
      loadBalancing.targetGroups.health(scope, group.physicalId).map(({ id, port }) => `${id}:${port}`);
    expect(targetsOf()).toEqual(['10.0.0.9:8080', '10.0.0.10:81']);
    const after = { ...properties, Targets: [{ Id: '10.0.0.9' }, { Id: '10.0.0.11' }] };
    await targetGroups.update(group, after, properties, context);
    expect(targetsOf()).toEqual(['10.0.0.9:8080', '10.0.0.11:8080']);
    const wrong = { ...properties, Name: 'wrong', Targets: [{ Id: 'nowhere' }] };
    await expect(targetGroups.create(wrong, context)).rejects.toThrow(/not a valid IPv4 address/);
    expect(() => loadBalancing.targetGroups.byName(scope, 'wrong')).toThrow(/not found/);
  });

  it('follow a changed template, back to the defaults of what it no longer names', async () => {
    const { loadBalancers, loadBalancer, properties, targetGroups, targetGroup, targetGroupProperties } =
      await edgeOf();
    await loadBalancers.update(
      loadBalancer,
      { ...properties, LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: 30 }] },
      properties,
      context,
    );
    const { attributes } = loadBalancing.loadBalancers.get(scope, loadBalancer.physicalId);
    expect(attributes.get('access_logs.s3.enabled')).toBe('false');
    expect(attributes.get('idle_timeout.timeout_seconds')).toBe('30');
    await targetGroups.update(
      targetGroup,
      { ...targetGroupProperties, HealthCheckPath: '/other' },
      targetGroupProperties,
      context,
    );
    expect(loadBalancing.targetGroups.get(scope, targetGroup.physicalId).healthCheck).toMatchObject({
      path: '/other',
      intervalSeconds: 10,
    });
  });

  it('get into another zone, and keep their addresses in those they had', async () => {
    const { vpc, loadBalancers, loadBalancer, properties } = await edgeOf();
    const addresses = () => loadBalancing.loadBalancers.get(scope, loadBalancer.physicalId).zones;
    const before = addresses();
    const third = await ec2SubnetProvider({ network }).create(
      { VpcId: vpc.physicalId, CidrBlock: '10.0.0.128/26', AvailabilityZone: 'eu-west-1c', MapPublicIpOnLaunch: false },
      context,
    );
    const grown = { ...properties, Subnets: [...properties.Subnets, third.physicalId] };
    await loadBalancers.update(loadBalancer, grown, properties, context);
    expect(addresses()).toEqual([
      ...before,
      expect.objectContaining({ zone: 'eu-west-1c', address: expect.stringMatching(/^10\.0\.0\.1[2-9]\d$/) }),
    ]);
    await loadBalancers.update(loadBalancer, properties, grown, context);
    expect(addresses()).toEqual(before);
    expect(network.state(scope).interfaces.size).toBe(2);
    const lone = { ...properties, Subnets: properties.Subnets.slice(0, 1) };
    await expect(loadBalancers.update(loadBalancer, lone, properties, context)).rejects.toThrow(
      /two subnets|Availability/,
    );
    expect(addresses()).toEqual(before);
  });

  it('are deleted with what they took, again without harm', async () => {
    const { loadBalancers, loadBalancer, properties } = await edgeOf();
    await loadBalancers.delete(loadBalancer, properties, context);
    await loadBalancers.delete(loadBalancer, properties, context);
    expect(network.state(scope).interfaces.size).toBe(0);
  });
});

describe('listeners and rules of a template', () => {
  it('forward, and an update takes the traffic back to where the template says', async () => {
    const { loadBalancer, targetGroup } = await edgeOf();
    const listeners = elasticLoadBalancingV2ListenerProvider({ loadBalancing });
    const properties = {
      LoadBalancerArn: loadBalancer.physicalId,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroup.physicalId }],
    };
    const listener = await listeners.create(properties, context);
    await loadBalancing.listeners.write(scope, listener.physicalId, [
      { targetGroupArn: targetGroup.physicalId, weight: 7 },
    ]);
    await listeners.update(listener, properties, properties, context);
    expect(loadBalancing.listeners.read(scope, listener.physicalId)).toEqual([
      { targetGroupArn: targetGroup.physicalId, weight: 1 },
    ]);

    const rules = elasticLoadBalancingV2ListenerRuleProvider({ loadBalancing });
    const ruleProperties = {
      ListenerArn: listener.physicalId,
      Priority: 5,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/x'] } }],
      Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    };
    const rule = await rules.create(ruleProperties, context);
    expect(router.config.listeners[0]?.rules.map(({ action }) => action.type)).toEqual(['fixed-response', 'forward']);
    await rules.update(rule, { ...ruleProperties, Priority: 6 }, ruleProperties, context);
    expect(loadBalancing.rules.get(scope, rule.physicalId).priority).toBe(6);
    await rules.delete(rule, ruleProperties, context);
    await listeners.delete(listener, properties, context);
    expect(router.config.listeners).toEqual([]);
  });
});

describe('security groups of a template', () => {
  it('have inline rules and rules of their own', async () => {
    const { vpc } = await networkOf();
    const groups = ec2SecurityGroupProvider({ network, ids });
    const properties = {
      GroupDescription: 'tasks',
      VpcId: vpc.physicalId,
      SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }],
    };
    const group = await groups.create(properties, context);
    const ruleProperties = { GroupId: group.physicalId, IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 };
    const ingress = await ec2SecurityGroupIngressProvider({ network }).create(
      { ...ruleProperties, SourceSecurityGroupId: group.physicalId },
      context,
    );
    await ec2SecurityGroupEgressProvider({ network }).create(
      { ...ruleProperties, DestinationSecurityGroupId: group.physicalId },
      context,
    );
    const rules = () =>
      network.securityGroups
        .get(scope, group.physicalId)
        .rules.map(({ direction, fromPort }) => `${direction} ${fromPort}`);
    expect(rules()).toEqual(['egress 443', 'ingress 8080', 'egress 8080']);
    await groups.update(group, { ...properties, SecurityGroupEgress: [] }, properties, context);
    await ec2SecurityGroupIngressProvider({ network }).delete(ingress, { ...ruleProperties }, context);
    expect(rules()).toEqual(['egress 8080']);
  });
});

describe('recorded types', () => {
  it('say why, and have the same id each time', () => {
    for (const type of recordedNetworkTypes) {
      expect(type.reason).toMatch(/\.$/);
      const properties = {
        VpcId: 'vpc-1',
        RouteTableId: 'rtb-1',
        DestinationCidrBlock: '0.0.0.0/0',
        InternetGatewayId: 'igw-1',
      };
      const described = type.describe(properties, context);
      expect(described.physicalId).not.toContain('undefined');
      expect(type.describe(properties, context)).toEqual(described);
    }
  });
});
