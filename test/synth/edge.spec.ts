import { describe, expect, it } from '@jest/globals';
import { committedAssembly } from './assembly.ts';
import { ENVIRONMENTS, ofType, onlyOne, templateOf, text } from './resources.ts';

const assembly = committedAssembly();

interface Call {
  readonly action: string;
  readonly parameters: {
    readonly Port?: number;
    readonly Protocol?: string;
    readonly DefaultActions?: readonly {
      readonly ForwardConfig: { readonly TargetGroups: readonly { Weight: number }[] };
    }[];
  };
}

interface Rule {
  readonly CidrIp?: unknown;
  readonly FromPort?: number;
}

describe.each(ENVIRONMENTS)('the edge of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-edge`);
  const listeners = ofType(template, 'Custom::ShiftedListener').map(([, { Properties }]) => {
    const call = (name: string) =>
      JSON.parse(text(Properties[name]).replaceAll(/\$\{\{"Ref":"(\w+)"\}\}/g, '$1')) as Call;
    return { create: call('Create'), update: call('Update'), remove: call('Delete') };
  });

  it('declares no listener and no rule that CloudFormation could take traffic back with', () => {
    expect(ofType(template, 'AWS::ElasticLoadBalancingV2::Listener')).toEqual([]);
    expect(ofType(template, 'AWS::ElasticLoadBalancingV2::ListenerRule')).toEqual([]);
    expect(listeners).toHaveLength(2);
  });

  it('creates both listeners with all traffic on blue', () => {
    expect(listeners.map(({ create }) => [create.action, create.parameters.Port, create.parameters.Protocol])).toEqual([
      ['createListener', 80, 'HTTP'],
      ['createListener', 9000, 'HTTP'],
    ]);
    for (const { create } of listeners) {
      expect(create.parameters.DefaultActions).toEqual([
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: expect.stringContaining('Blue'), Weight: 100 },
              { TargetGroupArn: expect.stringContaining('Green'), Weight: 0 },
            ],
          },
        },
      ]);
    }
  });

  it('updates them without a word on where traffic goes', () => {
    for (const { update } of listeners) {
      expect(update.action).toBe('modifyListener');
      expect(Object.keys(update.parameters).sort()).toEqual(['ListenerArn', 'Port', 'Protocol']);
    }
  });

  it('deletes them by their own ARN', () => {
    for (const { remove } of listeners) {
      expect(remove).toMatchObject({ action: 'deleteListener', parameters: { ListenerArn: 'PHYSICAL:RESOURCEID:' } });
    }
  });

  it('opens the production port to everyone and nothing else', () => {
    const inbound = [
      ...ofType(template, 'AWS::EC2::SecurityGroup').flatMap(
        ([, { Properties }]) => (Properties['SecurityGroupIngress'] ?? []) as Rule[],
      ),
      ...ofType(template, 'AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties as Rule),
    ];
    expect(inbound.filter(({ CidrIp }) => CidrIp === '0.0.0.0/0').map(({ FromPort }) => FromPort)).toEqual([80]);
    const test = inbound.find(({ FromPort }) => FromPort === 9000);
    expect(text(test?.CidrIp)).toContain('CidrBlock');
  });

  it('has a load balancer that drops malformed headers, logs, and is protected where it must be', () => {
    const { Properties } = onlyOne(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(Properties).toMatchObject({ Name: `picus-${environment}`, Scheme: 'internet-facing', Type: 'application' });
    const attributes = Properties['LoadBalancerAttributes'] as { Key: string; Value: unknown }[];
    const value = (key: string) => attributes.find(({ Key }) => Key === key)?.Value;
    expect(value('routing.http.drop_invalid_header_fields.enabled')).toBe('true');
    expect(value('access_logs.s3.enabled')).toBe('true');
    expect(value('deletion_protection.enabled')).toBe(String(environment === 'prod'));
  });

  it('checks targets where the service says whether it is ready', () => {
    const groups = ofType(template, 'AWS::ElasticLoadBalancingV2::TargetGroup').map(([, { Properties }]) => Properties);
    expect(groups.map(({ Name }) => Name)).toEqual([`picus-${environment}-blue`, `picus-${environment}-green`]);
    for (const group of groups) {
      expect(group).toMatchObject({ TargetType: 'ip', Port: 8080, Protocol: 'HTTP', HealthCheckPath: '/health/ready' });
    }
  });
});
