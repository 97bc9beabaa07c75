import { describe, expect, it } from '@jest/globals';
import { committedAssembly } from './assembly.ts';
import { listenerCalls } from './listener-calls.ts';
import { ENVIRONMENTS, named, ofType, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const assembly = committedAssembly();
const POLICY = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
const CERTIFICATE = [{ CertificateArn: expect.stringContaining('DomainCertificate') }];

interface Rule {
  readonly CidrIp?: unknown;
  readonly FromPort?: number;
}

describe.each(ENVIRONMENTS)('the edge of %s', (environment) => {
  const template = templateOf(assembly, `picus-${environment}-edge`);
  const listeners = listenerCalls(template);

  it('declares no listener and no rule that CloudFormation could take traffic back with', () => {
    expect(ofType(template, 'AWS::ElasticLoadBalancingV2::Listener')).toEqual([]);
    expect(ofType(template, 'AWS::ElasticLoadBalancingV2::ListenerRule')).toEqual([]);
  });

  it('creates the HTTP and the test listener with all traffic on blue', () => {
    for (const { port, create } of listeners.filter((each) => each.port !== 443)) {
      expect(create.action).toBe('createListener');
      expect([port, create.parameters.DefaultActions]).toEqual([
        port,
        [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: expect.stringContaining('Blue'), Weight: 100 },
                { TargetGroupArn: expect.stringContaining('Green'), Weight: 0 },
              ],
            },
          },
        ],
      ]);
    }
  });

  it('updates them without a word on where traffic goes, and with all that HTTPS needs', () => {
    for (const { update, create } of listeners) {
      expect(update.action).toBe('modifyListener');
      const { DefaultActions: _first, LoadBalancerArn: _fixed, ...settings } = create.parameters;
      expect(update.parameters).toEqual({ ListenerArn: 'PHYSICAL:RESOURCEID:', ...settings });
      expect(Object.keys(update.parameters)).not.toContain('DefaultActions');
    }
  });

  it('deletes them by their own ARN', () => {
    for (const { remove } of listeners) {
      expect(remove).toMatchObject({ action: 'deleteListener', parameters: { ListenerArn: 'PHYSICAL:RESOURCEID:' } });
    }
  });

  it('opens the production ports to everyone, the test port to the VPC, and nothing else', () => {
    const inbound = [
      ...ofType(template, 'AWS::EC2::SecurityGroup').flatMap(
        ([, { Properties }]) => (Properties['SecurityGroupIngress'] ?? []) as Rule[],
      ),
      ...ofType(template, 'AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties as Rule),
    ].filter(({ CidrIp }) => CidrIp !== undefined);
    const everyone = environment === 'prod' ? [80, 443] : [80];
    expect(inbound.map(({ CidrIp, FromPort }) => [CidrIp, FromPort])).toEqual([
      ...everyone.map((port) => ['0.0.0.0/0', port]),
      [environment === 'prod' ? '10.20.0.0/16' : '10.10.0.0/16', 9000],
    ]);
  });

  it('has a load balancer that takes no ambiguous request, logs, and is protected where it must be', () => {
    const { Properties } = onlyOne(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(Properties).toMatchObject({ Name: `picus-${environment}`, Scheme: 'internet-facing', Type: 'application' });
    const attributes = Properties['LoadBalancerAttributes'] as { Key: string; Value: unknown }[];
    const value = (key: string) => attributes.find(({ Key }) => Key === key)?.Value;
    expect(value('routing.http.drop_invalid_header_fields.enabled')).toBe('true');
    expect(value('routing.http.desync_mitigation_mode')).toBe('strictest');
    expect(value('routing.http.xff_header_processing.mode')).toBe('append');
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

  it('lets tasks out by HTTPS only', () => {
    const [tasks] = ofType(template, 'AWS::EC2::SecurityGroup').find(([id]) => id.includes('TaskSecurityGroup')) ?? [];
    const outbound = ofType(template, 'AWS::EC2::SecurityGroupEgress')
      .filter(([, { Properties }]) => JSON.stringify(Properties['GroupId']).includes(String(tasks)))
      .map(([, { Properties }]) => [Properties['CidrIp'], Properties['FromPort'], Properties['ToPort']]);
    expect(outbound).toEqual([['0.0.0.0/0', 443, 443]]);
  });

  it('has a role for its listeners that names the load balancer in everything it writes', () => {
    const [, role] = named(template, 'AWS::IAM::Role', 'RoleName', `picus-${environment}-listener`);
    const writes = statementsOf(role).filter(([action]) => !action.includes(':Describe'));
    for (const [action, resource] of writes.filter(([each]) => each.startsWith('elasticloadbalancing:')))
      expect([action, resource]).toEqual([action, expect.stringMatching(/picus-(dev|prod)\/\*$|LoadBalancerAlb/)]);
  });
});

describe('an edge without a domain', () => {
  const template = templateOf(assembly, 'picus-dev-edge');

  it('speaks HTTP', () => {
    expect(listenerCalls(template).map(({ port, create }) => [port, create.parameters.Protocol])).toEqual([
      [80, 'HTTP'],
      [9000, 'HTTP'],
    ]);
    expect(ofType(template, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(ofType(template, 'AWS::Route53::RecordSet')).toEqual([]);
  });
});

describe('an edge with a domain', () => {
  const template = templateOf(assembly, 'picus-prod-edge');
  const listeners = listenerCalls(template);

  it('speaks HTTPS in production and in the test, with one certificate and TLS 1.2 at least', () => {
    for (const port of [443, 9000]) {
      const parameters = listeners.find((each) => each.port === port)?.create.parameters;
      expect(parameters).toMatchObject({ Protocol: 'HTTPS', SslPolicy: POLICY, Certificates: CERTIFICATE });
    }
    expect(listeners.find(({ port }) => port === 80)?.create.parameters.Protocol).toBe('HTTP');
  });

  it('starts HTTPS with what HTTP has live, by reference: the template holds no weight of it', () => {
    const [id, live] = ofType(template, 'Custom::LiveWeights')[0] ?? [];
    expect(text(live?.Properties['Create'])).toContain('"action":"describeListeners"');
    expect(text(live?.Properties['Create'])).toContain('HttpListener');
    // An update must answer too: what refers to the answer would fail without one.
    expect(live?.Properties['Update']).toEqual(live?.Properties['Create']);
    const create = listeners.find(({ port }) => port === 443)?.create;
    const path = (index: number, what: string) =>
      `${id}.Listeners.0.DefaultActions.0.ForwardConfig.TargetGroups.${index}.${what}`;
    expect(create?.parameters.DefaultActions?.[0]?.ForwardConfig.TargetGroups).toEqual([
      { TargetGroupArn: path(0, 'TargetGroupArn'), Weight: path(0, 'Weight') },
      { TargetGroupArn: path(1, 'TargetGroupArn'), Weight: path(1, 'Weight') },
    ]);
  });

  it('hands over a weight as a number, as the API has it', () => {
    const [, https] = ofType(template, 'Custom::ShiftedListener').find(([id]) => id.startsWith('HttpsListener')) ?? [];
    expect(text(https?.Properties['Create'])).toMatch(/"Weight":\$\{/);
  });

  it('has its certificate validated through the zone', () => {
    expect(onlyOne(template, 'AWS::CertificateManager::Certificate').Properties).toMatchObject({
      DomainName: 'picus.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: 'picus.example.com', HostedZoneId: 'Z00000000000000000000' }],
    });
  });

  it('is found under its name, by IPv4 only, as the load balancer is', () => {
    const record = onlyOne(template, 'AWS::Route53::RecordSet').Properties;
    expect(record).toMatchObject({ Name: 'picus.example.com.', Type: 'A', HostedZoneId: 'Z00000000000000000000' });
    expect(JSON.stringify(record['AliasTarget'])).toContain('CanonicalHostedZoneID');
    expect(onlyOne(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties['IpAddressType']).toBeUndefined();
  });

  it('sends clients of HTTP over, once HTTPS answers all that HTTP did', () => {
    const functions = templateOf(assembly, 'picus-prod-functions');
    const [redirect, ...more] = ofType(functions, 'AWS::ElasticLoadBalancingV2::ListenerRule')
      .map(([, rule]) => rule)
      .filter(({ Properties }) => JSON.stringify(Properties['Actions']).includes('redirect'));
    expect(more).toEqual([]);
    expect(redirect?.Properties).toMatchObject({
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['*'] } }],
      Actions: [
        {
          Type: 'redirect',
          RedirectConfig: { Protocol: 'HTTPS', Host: 'picus.example.com', Port: '443', StatusCode: 'HTTP_301' },
        },
      ],
    });
    expect(text(redirect?.Properties['ListenerArn'])).toContain('HttpListener');
    expect(redirect?.DependsOn).toContainEqual(expect.stringMatching(/^RouteProductionRule/));
    expect(
      ofType(templateOf(assembly, 'picus-dev-functions'), 'AWS::ElasticLoadBalancingV2::ListenerRule'),
    ).toHaveLength(2);
  });

  it('says in which listener a release shifts, and under which address clients come', () => {
    const outputs = (environment: string) => templateOf(assembly, `picus-${environment}-service`).Outputs ?? {};
    expect(text(outputs('prod')['ProductionListenerArn']?.Value)).toContain('HttpsListener');
    expect(text(outputs('prod')['Url']?.Value)).toBe('https://picus.example.com');
    expect(text(outputs('dev')['ProductionListenerArn']?.Value)).toContain('HttpListener');
    expect(text(outputs('dev')['Url']?.Value)).toMatch(/^http:\/\/\$\{.*DNSName/);
  });

  it('has green tested by the name that the certificate is for', () => {
    const origin = (environment: string) => {
      const name = `picus-${environment}-verify-green`;
      const service = templateOf(assembly, `picus-${environment}-service`);
      const [, hook] = named(service, 'AWS::Lambda::Function', 'FunctionName', name);
      return text((hook.Properties['Environment'] as { Variables: Record<string, unknown> }).Variables['TEST_ORIGIN']);
    };
    expect(origin('prod')).toBe('https://picus.example.com:9000');
    expect(origin('dev')).toMatch(/^http:\/\/\$\{.*DNSName.*\}:9000$/);
  });
});
