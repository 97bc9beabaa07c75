import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { withConfiguration } from '../support/with-configuration.ts';
import { another } from '../../infra/config/another.ts';
import type { Configuration } from '../../infra/config/schema.ts';
import { cdkContext, ROOT, synthesizedWith, type Assembly } from './assembly.ts';
import { importsLeftBehind } from './exports.ts';
import { listenerCalls } from './listener-calls.ts';
import { named, ofType, onlyOne, statementsOf, templateOf, text } from './resources.ts';

const plain = synthesizedWith({});

/** Without the image's tag: a service file may be edited between two syntheses, and is not what is compared. */
const comparable = (resource: unknown) => JSON.stringify(resource)?.replaceAll(/:src-[0-9a-f]{16}/g, '');

const differingResources = (before: Assembly, after: Assembly) =>
  [...before.keys()].flatMap((stack) => {
    const [from, to] = [templateOf(before, stack).Resources, templateOf(after, stack).Resources];
    return [...new Set([...Object.keys(from), ...Object.keys(to)])]
      .filter((id) => comparable(from[id]) !== comparable(to[id]))
      .map((id) => `${stack} ${to[id]?.Type ?? 'gone'}`);
  });

const DOMAIN = { name: 'dev.example.com', zone: { id: 'Z00000000000000000000', name: 'example.com' } };

const environmentOf = ({ environments }: Configuration, wanted: string) => {
  const found = environments.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no environment ${wanted}`);
  return found;
};

describe('a release label', () => {
  const labelled = synthesizedWith({ release: 'v2' });

  it('changes what a release shifts to, and nothing that carries traffic', () => {
    const released = (environment: string) => [
      ...[
        'AWS::CloudWatch::Alarm', // of the new version: errors, server errors, latency
        'AWS::CloudWatch::Alarm',
        'AWS::CloudWatch::Alarm',
        'AWS::Lambda::Function',
        'AWS::Lambda::Version',
        'Custom::ShiftedAlias', // what a creation would say; an update says nothing (shifted-alias.spec.ts)
        'gone', // the version before, which is retained
      ].map((type) => `picus-${environment}-functions ${type}`),
      `picus-${environment}-service AWS::ECS::TaskDefinition`,
    ];
    expect(differingResources(plain, labelled).sort()).toEqual([...released('dev'), ...released('prod')]);
  });

  it('reaches the function, which gets a version of its own', () => {
    const functions = templateOf(labelled, 'picus-prod-functions');
    const [, deleteItem] = named(functions, 'AWS::Lambda::Function', 'FunctionName', 'picus-prod-delete-item');
    expect(deleteItem.Properties['Environment']).toMatchObject({ Variables: { RELEASE: 'v2' } });
    const versions = [plain, labelled].flatMap((assembly) =>
      ofType(templateOf(assembly, 'picus-prod-functions'), 'AWS::Lambda::Version').map(([id]) => id),
    );
    expect(new Set(versions).size).toBe(2);
  });

  it('reaches both containers', () => {
    const task = onlyOne(templateOf(labelled, 'picus-prod-service'), 'AWS::ECS::TaskDefinition').Properties;
    for (const container of task['ContainerDefinitions'] as unknown[])
      expect(JSON.stringify(container)).toContain('{"Name":"RELEASE","Value":"v2"}');
  });
});

describe('an environment with restricted access', () => {
  const tokens = { issuer: 'https://login.example.com/', audience: 'picus' };
  const restricted = withConfiguration(
    ({ environments }) => Object.assign(environments.find(({ name }) => name === 'prod') ?? {}, { access: tokens }),
    (config) => synthesizedWith({ config }),
  );

  it('tells the app and the function whose tokens to accept', () => {
    const task = onlyOne(templateOf(restricted, 'picus-prod-service'), 'AWS::ECS::TaskDefinition').Properties;
    const [app, redirect] = (task['ContainerDefinitions'] as unknown[]).map((each) => JSON.stringify(each));
    expect(app).toContain('{"Name":"AUTH_ISSUER","Value":"https://login.example.com/"}');
    expect(app).toContain('{"Name":"AUTH_AUDIENCE","Value":"picus"}');
    expect(redirect).not.toContain('AUTH_');
    const functions = templateOf(restricted, 'picus-prod-functions');
    const [, deleteItem] = named(functions, 'AWS::Lambda::Function', 'FunctionName', 'picus-prod-delete-item');
    expect(deleteItem.Properties['Environment']).toMatchObject({
      Variables: { AUTH_ISSUER: 'https://login.example.com/', AUTH_AUDIENCE: 'picus' },
    });
  });

  it('is known to the hook and the acceptance step, which have no token', () => {
    const hookOf = (assembly: Assembly) =>
      named(
        templateOf(assembly, 'picus-prod-service'),
        'AWS::Lambda::Function',
        'FunctionName',
        'picus-prod-verify-green',
      );
    expect(JSON.stringify(hookOf(restricted))).toContain('"ACCESS":"restricted"');
    expect(JSON.stringify(hookOf(plain))).toContain('"ACCESS":"public"');
    expect(JSON.stringify([...restricted])).toContain('--access restricted');
    expect(JSON.stringify([...plain])).not.toContain('--access restricted');
  });

  it('needs no action of a listener, and leaves the others public', () => {
    expect(templateOf(restricted, 'picus-prod-edge')).toEqual(templateOf(plain, 'picus-prod-edge'));
    expect(differingResources(plain, restricted).filter((change) => change.includes('dev'))).toEqual([]);
    expect(JSON.stringify([...plain])).not.toContain('AUTH_');
  });
});

describe('an environment that sends no traces and lets web pages of other origins call', () => {
  const changed = withConfiguration(
    ({ environments }) =>
      environments.forEach(({ service, observability }) => {
        observability.tracesSampledPercent = 0;
        service.corsOrigins.push('https://a.example', 'https://b.example');
      }),
    (config) => synthesizedWith({ config }),
  );
  const service = templateOf(changed, 'picus-prod-service');

  it('names no endpoint for traces, and its tasks may not send any', () => {
    expect(JSON.stringify(service)).not.toContain('TRACES_');
    const [, role] = named(service, 'AWS::IAM::Role', 'RoleName', 'picus-prod-task');
    expect(statementsOf(role).filter(([action]) => action.startsWith('xray:'))).toEqual([]);
  });

  it('has its function send none, either', () => {
    const functions = templateOf(changed, 'picus-prod-functions');
    const [, role] = named(functions, 'AWS::IAM::Role', 'RoleName', 'picus-prod-delete-item');
    expect(statementsOf(role).filter(([action]) => action.startsWith('xray:'))).toEqual([]);
    expect(JSON.stringify(functions)).not.toContain('"Mode":"Active"');
  });

  it('names the origins', () => {
    const task = onlyOne(service, 'AWS::ECS::TaskDefinition').Properties;
    expect(JSON.stringify(task)).toContain('{"Name":"CORS_ORIGINS","Value":"https://a.example,https://b.example"}');
    const [, deleteItem] = named(
      templateOf(changed, 'picus-prod-functions'),
      'AWS::Lambda::Function',
      'FunctionName',
      'picus-prod-delete-item',
    );
    expect(JSON.stringify(deleteItem)).toContain('"CORS_ORIGINS":"https://a.example,https://b.example"');
  });
});

describe('a third zone', () => {
  const grown = withConfiguration(
    ({ environments }) => environments.find(({ name }) => name === 'prod')?.zones.push('eu-west-1c'),
    (config) => synthesizedWith({ config }),
  );

  it('adds to the network and moves nothing that is there', () => {
    const [before, after] = [plain, grown].map((assembly) => templateOf(assembly, 'picus-prod-network').Resources);
    // The gateways learn of the new route tables.
    const kept = Object.entries(before ?? {}).filter(([, { Type }]) => Type !== 'AWS::EC2::VPCEndpoint');
    for (const [id, resource] of kept) expect(after?.[id]).toEqual(resource);
    expect(ofType(templateOf(grown, 'picus-prod-network'), 'AWS::EC2::Subnet')).toHaveLength(9);
  });

  it('takes nothing away that another stack still uses', () => {
    expect(importsLeftBehind(plain, grown)).toEqual([]);
  });

  it('leaves the ECS service alone, and reaches it through the AppSpec', () => {
    const [before, after] = [plain, grown].map((assembly) => templateOf(assembly, 'picus-prod-service'));
    expect(after && onlyOne(after, 'AWS::ECS::Service')).toEqual(before && onlyOne(before, 'AWS::ECS::Service'));
    expect(text(after?.Outputs?.['SubnetIds']?.Value).split(',')).toHaveLength(3);
  });

  it('changes nothing in dev', () => {
    expect(differingResources(plain, grown).filter((change) => change.includes('dev'))).toEqual([]);
  });
});

describe('a third environment, in another region', () => {
  const grown = withConfiguration(
    ({ environments }) => {
      const [zones, domain] = [['eu-central-1a', 'eu-central-1b'], { ...DOMAIN, name: 'far.example.com' }];
      environments.push(
        another(environments.at(-1)!, { name: 'far', region: 'eu-central-1', zones, cidr: '10.30.0.0/16', domain }),
      );
    },
    (config) => synthesizedWith({ config }),
  );
  const commands = ofType(templateOf(grown, 'picus-pipeline'), 'AWS::CodeBuild::Project')
    .flatMap(
      ([, { Properties }]) =>
        text((Properties['Source'] as { BuildSpec: unknown }).BuildSpec).match(/"node deployer\.mjs [^\n]*/g) ?? [],
    )
    .join('\n');

  it('gets what the one before it has verified, which is no longer the last', () => {
    expect(commands).toContain('verified --image image.json --environment prod --service picus-prod"');
    expect(commands).toContain('verified --image image.json --environment far --service picus-far --prefix far"');
  });

  it('has stacks of its own there, and changes none of the others', () => {
    expect([...grown.keys()].filter((stack) => !plain.has(stack)).sort()).toEqual(
      expect.arrayContaining(['data', 'edge', 'functions', 'network', 'service'].map((stack) => `picus-far-${stack}`)),
    );
    expect(differingResources(plain, grown).filter((change) => !change.startsWith('picus-pipeline'))).toEqual([]);
    const network = templateOf(grown, 'picus-far-network');
    const zones = ofType(network, 'AWS::EC2::Subnet').map(([, { Properties }]) => Properties['AvailabilityZone']);
    expect(new Set(zones)).toEqual(new Set(['eu-central-1a', 'eu-central-1b']));
    expect(onlyOne(network, 'AWS::EC2::VPC').Properties['CidrBlock']).toBe('10.30.0.0/16');
  });

  it('is guarded without a look at the services of the other region', () => {
    expect(commands).toContain('guard --image image.json --environment far --service picus-far --after prod"');
  });
});

describe('a domain for an environment that had none', () => {
  const reached = withConfiguration(
    (configuration) => (environmentOf(configuration, 'dev').domain = DOMAIN),
    (config) => synthesizedWith({ config }),
  );
  const [before, after] = [plain, reached].map((assembly) => templateOf(assembly, 'picus-dev-edge'));

  it('adds HTTPS beside HTTP, whose listener it does not touch', () => {
    expect(listenerCalls(after!).map(({ port, create }) => [port, create.parameters.Protocol])).toEqual([
      [80, 'HTTP'],
      [9000, 'HTTPS'],
      [443, 'HTTPS'],
    ]);
    const http = ({ Resources }: NonNullable<typeof before>) =>
      Object.entries(Resources).filter(([id]) => id.startsWith('HttpListener'));
    expect(http(after!)).toEqual(http(before!));
  });

  it('leaves what is frozen as it is', () => {
    for (const type of ['LoadBalancer', 'TargetGroup'])
      expect(ofType(after!, `AWS::ElasticLoadBalancingV2::${type}`)).toEqual(
        ofType(before!, `AWS::ElasticLoadBalancingV2::${type}`),
      );
    const [service, same] = [plain, reached].map((assembly) => templateOf(assembly, 'picus-dev-service'));
    expect(onlyOne(same!, 'AWS::ECS::Service')).toEqual(onlyOne(service!, 'AWS::ECS::Service'));
  });

  it('gives HTTPS the function’s rule before it sends clients of HTTP over, and takes that of HTTP away after', () => {
    const rules = (assembly: Assembly) =>
      ofType(templateOf(assembly, 'picus-dev-functions'), 'AWS::ElasticLoadBalancingV2::ListenerRule');
    const listener = (assembly: Assembly, id: string) =>
      text(rules(assembly).find(([each]) => each.startsWith(id))?.[1].Properties['ListenerArn']);
    // Another listener replaces the rule: made with the update, deleted after all else of it.
    expect(listener(plain, 'RouteProductionRule')).toContain('HttpListener');
    expect(listener(reached, 'RouteProductionRule')).toContain('HttpsListener');
    expect(listener(reached, 'HttpsRedirect')).toContain('HttpListener');
  });

  it('has releases shift HTTPS', () => {
    const group = onlyOne(templateOf(reached, 'picus-dev-service'), 'AWS::CodeDeploy::DeploymentGroup');
    expect(JSON.stringify(group.Properties['LoadBalancerInfo'])).toMatch(/"ProdTrafficRoute":[^}]*HttpsListener/);
    expect(JSON.stringify(group.Properties['LoadBalancerInfo'])).toMatch(/"TestTrafficRoute":[^}]*TestListener/);
  });

  it('takes nothing away that another stack still uses', () => {
    expect(importsLeftBehind(plain, reached)).toEqual([]);
  });

  it('cannot be taken back in one step: CloudFormation refuses before anything changes', () => {
    expect(importsLeftBehind(reached, plain)).toEqual([
      expect.stringMatching(/^picus-dev-edge:ExportsOutput\w*HttpsListener/),
    ]);
  });

  it('may bring its own certificate', () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:111111111111:certificate/0a1b2c3d-0000-4000-8000-000000000000';
    const own = withConfiguration(
      (configuration) => (environmentOf(configuration, 'dev').domain = { ...DOMAIN, certificateArn }),
      (config) => synthesizedWith({ config }),
    );
    const edge = templateOf(own, 'picus-dev-edge');
    expect(ofType(edge, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(listenerCalls(edge).find(({ port }) => port === 443)?.update.parameters).toMatchObject({
      Certificates: [{ CertificateArn: certificateArn }],
    });
  });
});

describe('a protected environment without a domain', () => {
  it('is refused with the reason', () => {
    const message = withConfiguration(
      (configuration) => (environmentOf(configuration, 'prod').domain = 'none'),
      (config) => failureOf({ config }),
    );
    expect(message).toContain(
      'environments.1.domain: write the domain, as an environment that is protected needs HTTPS',
    );
  });
});

describe('an environment that reaches AWS through endpoints only', () => {
  const closed = withConfiguration(
    (configuration) => (environmentOf(configuration, 'prod').network.egress = 'endpoints'),
    (config) => synthesizedWith({ config }),
  );
  const network = templateOf(closed, 'picus-prod-network');
  const edge = templateOf(closed, 'picus-prod-edge');
  const interfaces = ofType(network, 'AWS::EC2::VPCEndpoint')
    .map(([, { Properties }]) => Properties)
    .filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');

  it('has no NAT gateway, and no way from private subnets to the internet', () => {
    expect(ofType(network, 'AWS::EC2::NatGateway')).toEqual([]);
    expect(ofType(network, 'AWS::EC2::EIP')).toEqual([]);
    const ways = ofType(network, 'AWS::EC2::Route').map(([id]) => id);
    expect(ways.filter((id) => !id.includes('public'))).toEqual([]);
  });

  it('keeps everything of the network but the way out', () => {
    const [before, after] = [plain, closed].map((assembly) => templateOf(assembly, 'picus-prod-network').Resources);
    const out = (id: string, type: string) =>
      ['AWS::EC2::NatGateway', 'AWS::EC2::EIP'].includes(type) ||
      (type === 'AWS::EC2::Route' && !id.includes('public'));
    for (const [id, resource] of Object.entries(before ?? {}).filter(([id, { Type }]) => !out(id, Type)))
      expect([id, after?.[id]]).toEqual([id, resource]);
  });

  it('has an interface for each API that the workload asks, and for no other', () => {
    expect(
      interfaces.map(({ ServiceName }) => text(ServiceName).replace('com.amazonaws.eu-west-1.', '')).sort(),
    ).toEqual(['codedeploy', 'ec2', 'ecr.api', 'ecr.dkr', 'elasticloadbalancing', 'logs', 'xray']);
    for (const { PrivateDnsEnabled, SubnetIds, PolicyDocument } of interfaces) {
      expect([PrivateDnsEnabled, (SubnetIds as unknown[]).length]).toEqual([true, 2]);
      expect(JSON.stringify(PolicyDocument)).toContain('"aws:PrincipalAccount":"111111111111"');
    }
  });

  it('leaves out what is not used, and adds what a database needs', () => {
    const other = withConfiguration(
      (configuration) => {
        const { network: way, observability, ...prod } = environmentOf(configuration, 'prod');
        way.egress = 'endpoints';
        observability.tracesSampledPercent = 0;
        Object.assign(environmentOf(configuration, 'prod'), {
          database: { majorVersion: '17', instanceClass: 't4g.medium', storageGiB: 20, multiAz: true, backupDays: 14 },
        } satisfies Partial<typeof prod>);
      },
      (config) => synthesizedWith({ config }),
    );
    const services = JSON.stringify(ofType(templateOf(other, 'picus-prod-network'), 'AWS::EC2::VPCEndpoint'));
    expect(services).toContain('com.amazonaws.eu-west-1.secretsmanager');
    expect(services).not.toContain('xray');
  });

  it('lets tasks and the hook reach them, and nothing else', () => {
    const opened = ['edge', 'functions', 'service', 'network'].flatMap((stack) =>
      ofType(templateOf(closed, `picus-prod-${stack}`), 'AWS::EC2::SecurityGroupIngress')
        .filter(([, { Properties }]) => JSON.stringify(Properties['GroupId']).includes('EndpointsSecurityGroup'))
        .map(([, { Properties }]) => [Properties['FromPort'], JSON.stringify(Properties['SourceSecurityGroupId'])]),
    );
    expect(opened).toEqual([
      [443, expect.stringContaining('TaskSecurityGroup')],
      [443, expect.stringContaining('VerifyGreenSecurityGroup')],
    ]);
    const groups = ofType(network, 'AWS::EC2::SecurityGroup');
    expect(groups.flatMap(([, { Properties }]) => Properties['SecurityGroupIngress'] ?? [])).toEqual([]);
  });

  it('lets tasks out to the endpoints and to the gateways’ addresses only', () => {
    const outbound = ofType(edge, 'AWS::EC2::SecurityGroupEgress')
      .map(([, { Properties }]) => Properties)
      .filter(({ GroupId }) => JSON.stringify(GroupId).includes('TaskSecurityGroup'));
    expect(outbound.map(({ CidrIp }) => CidrIp)).toEqual([undefined, undefined, undefined]);
    expect(outbound.map(({ DestinationSecurityGroupId }) => JSON.stringify(DestinationSecurityGroupId))).toContainEqual(
      expect.stringContaining('EndpointsSecurityGroup'),
    );
    expect(outbound.filter(({ DestinationPrefixListId }) => DestinationPrefixListId !== undefined)).toHaveLength(2);
    const asked = ofType(edge, 'Custom::PrefixList').map(([, { Properties }]) => text(Properties['Create']));
    expect(asked).toEqual([
      expect.stringContaining('com.amazonaws.eu-west-1.s3'),
      expect.stringContaining('com.amazonaws.eu-west-1.dynamodb'),
    ]);
    const hook = ofType(templateOf(closed, 'picus-prod-service'), 'AWS::EC2::SecurityGroupEgress');
    expect(JSON.stringify(hook)).not.toContain('0.0.0.0/0');
  });

  it('may be changed to and from: nothing is taken away that another stack still uses', () => {
    expect(importsLeftBehind(plain, closed)).toEqual([]);
    expect(importsLeftBehind(closed, plain)).toEqual([]);
  });
});

describe('a mistake in the context', () => {
  it('says what a release label may be', () => {
    expect(failureOf({ release: 'no spaces' })).toContain(
      "The release label 'no spaces' cannot be used: write 1 to 64 letters",
    );
  });

  it('says where a configuration is wrong and what to write there', () => {
    const message = withConfiguration(
      ({ tools }) => (tools.account = '12'),
      (config) => failureOf({ config }),
    );
    expect(message).toContain("tools.account: write the AWS account's number as a string of 12 digits");
  });
});

function failureOf(context: Readonly<Record<string, string>>): string {
  try {
    execFileSync(process.execPath, ['infra/app.ts'], {
      cwd: ROOT,
      stdio: 'pipe',
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ ...cdkContext(), ...context }) },
    });
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr);
  }
  throw new Error('The synthesis did not fail');
}
