import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { readProductConfig } from '../../rehearsal/adapters/product/product-config.ts';
import { openStateDirectory } from '../../rehearsal/adapters/state/state-directory.ts';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { environmentUrls } from '../../rehearsal/drills/environment-urls.ts';
import { listenerOrigin, loadTarget } from '../../rehearsal/drills/listener-origin.ts';
import { startLoad } from '../../rehearsal/drills/load/start-load.ts';
import { type Engine, startEngine } from '../../rehearsal/engine.ts';
import { TEST_SCOPE } from './support/gateway.ts';

const DOMAIN = 'app.example.com';
const ZONE = 'Z00000000000000000000';
const DECLARED = `arn:aws:acm:${TEST_SCOPE.region}:${TEST_SCOPE.account}:certificate/declared`;
const ref = (Ref: string) => ({ Ref });
const attribute = (resource: string, name: string) => ({ 'Fn::GetAtt': [resource, name] });

const record = (Name: string, Type: string, more: object) => ({
  Type: 'AWS::Route53::RecordSet',
  Properties: { HostedZoneId: ZONE, Name, Type, ...more },
});
const alias = {
  AliasTarget: {
    DNSName: { 'Fn::Join': ['', ['dualstack.', attribute('Balancer', 'DNSName')]] },
    HostedZoneId: attribute('Balancer', 'CanonicalHostedZoneID'),
  },
};
const subnet = (zone: string, CidrBlock: string) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: { VpcId: ref('Vpc'), CidrBlock, AvailabilityZone: `${TEST_SCOPE.region}${zone}` },
});
const answer = (MessageBody: string) => ({
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody },
});
const https = (Port: number, MessageBody: string) => ({
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  Properties: {
    LoadBalancerArn: ref('Balancer'),
    Port,
    Protocol: 'HTTPS',
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    Certificates: [{ CertificateArn: ref('Certificate') }],
    DefaultActions: [answer(MessageBody)],
  },
});

/** Names, certificate and listeners as the CDK writes them. */
const edge = (name: string, domain: string, www: string) => ({
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    SubnetA: subnet('a', '10.0.0.0/26'),
    SubnetB: subnet('b', '10.0.0.64/26'),
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Name: name, Type: 'application', Subnets: [ref('SubnetA'), ref('SubnetB')] },
    },
    Certificate: {
      Type: 'AWS::CertificateManager::Certificate',
      Properties: {
        DomainName: domain,
        ValidationMethod: 'DNS',
        DomainValidationOptions: [{ DomainName: domain, HostedZoneId: ZONE }],
      },
    },
    Production: https(443, 'production'),
    Test: https(9000, 'test'),
    Plain: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: ref('Balancer'),
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [
          { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
        ],
      },
    },
    Listed: {
      Type: 'AWS::ElasticLoadBalancingV2::ListenerCertificate',
      Properties: { ListenerArn: ref('Production'), Certificates: [{ CertificateArn: DECLARED }] },
    },
    A: record(`${domain}.`, 'A', alias),
    Aaaa: record(`${domain}.`, 'AAAA', alias),
    Www: record(www, 'CNAME', { ResourceRecords: [domain], TTL: '300' }),
    Text: record(domain, 'TXT', { ResourceRecords: ['"v=spf1 -all"'], TTL: '300' }),
  },
  Outputs: {
    ProductionArn: { Value: ref('Production') },
    Address: { Value: attribute('Balancer', 'DNSName') },
  },
});

let directory: string;
let engine: Engine;
let stacks: CloudFormationClient;
let outputs: Record<string, string>;

async function start(): Promise<void> {
  engine = await startEngine({
    product: {
      ...readProductConfig('rehearsal.config.json'),
      certificates: [{ arn: DECLARED, domains: ['*.declared.example.org'] }],
    },
    speed: 60,
    port: 0,
    state: openStateDirectory(directory, { fresh: false }),
    resume: true,
    defaultAccount: TEST_SCOPE.account,
    alert: () => {},
  });
  stacks = new CloudFormationClient({
    endpoint: engine.endpoint,
    region: TEST_SCOPE.region,
    credentials: { accessKeyId: TEST_SCOPE.account, secretAccessKey: 'test' },
    maxAttempts: 1,
  });
}

async function stop(): Promise<void> {
  stacks.destroy();
  await engine.stop();
}

async function create(StackName: string, template: object) {
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }));
  return waitUntilStackCreateComplete({ client: stacks, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { StackName });
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'domain-names-'));
  await start();
  await create('edge', edge('edge', DOMAIN, 'www.declared.example.org'));
  const { Stacks: [stack] = [] } = await stacks.send(new DescribeStacksCommand({ StackName: 'edge' }));
  outputs = Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}, 60_000);
afterAll(async () => {
  await stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

/** Runs a script as the engine runs functions and the product's commands, and returns what it prints. */
async function node(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: engine.world.hostEnvironment(),
    timeout: 20_000,
  });
  return JSON.parse(stdout);
}

const fetched = (url: string) =>
  node(`const answer = await fetch('${url}', { redirect: 'manual' }).catch((error) => ({ failure: error.cause?.code || error.cause?.message || String(error) }));
    console.log(JSON.stringify(answer.failure ? answer : { status: answer.status, text: await answer.text(), location: answer.headers.get('location') }));`);

describe('a domain name that leads to a load balancer', () => {
  it('is reached over TLS by what the engine starts, verified against its authority', async () => {
    expect(await fetched(`https://${DOMAIN}/health`)).toMatchObject({ status: 200, text: 'production' });
    expect(await fetched(`https://${DOMAIN}:9000/health`)).toMatchObject({ status: 200, text: 'test' });
  });

  it('is reached by the name of another, whose certificate is in the list', async () => {
    expect(await fetched('https://www.declared.example.org/')).toMatchObject({ status: 200, text: 'production' });
  });

  it('sends clients of HTTP to HTTPS', async () => {
    expect(await fetched(`http://${DOMAIN}/a?b=c`)).toMatchObject({
      status: 301,
      location: `https://${DOMAIN}:443/a?b=c`,
    });
  });

  it('is not what a certificate for another name vouches for', async () => {
    expect(await fetched(`https://${outputs['Address']}/`)).toEqual({ failure: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it("is asked by the hook at the load balancer's private address, under its own name", async () => {
    const [loadBalancer] = engine.world.loadBalancing.loadBalancers.list(TEST_SCOPE, { names: ['edge'] });
    const address = loadBalancer?.zones[0]?.address ?? '';
    const sender = pathToFileURL('infra/functions/verify-green/send-request.ts').href;
    const answered = await node(`import { requestSender } from '${sender}';
      const send = requestSender(new URL('https://${DOMAIN}:9000'));
      console.log(JSON.stringify(await send({ address: '${address}', path: '/health', requestId: 'r-1' })));`);
    expect(answered).toEqual({ status: 200, body: 'test' });
  });

  it('is printed with the way to ask it', async () => {
    const stack = { ...TEST_SCOPE, name: 'edge' };
    const assembly = { environments: [{ name: 'prod', stacks: [stack] }] } as unknown as Assembly;
    const local = new URL(listenerOrigin(engine.world, TEST_SCOPE, outputs['ProductionArn'] ?? '').url).port;
    const lines = environmentUrls(engine, assembly);
    expect(lines).toContain(`prod  https://${DOMAIN}:443 → https://127.0.0.1:${local}`);
    expect(lines).toContain(
      `      curl --cacert ${engine.world.authorityFile} --resolve ${DOMAIN}:${local}:127.0.0.1 https://${DOMAIN}:${local}/`,
    );
    expect(lines.filter((line) => line.startsWith(`prod  http://${outputs['Address']}:80 → http://`))).toHaveLength(1);
  });

  it('takes the load of a drill: over TLS, verified, on kept connections', async () => {
    const arn = outputs['ProductionArn'] ?? '';
    expect(listenerOrigin(engine.world, TEST_SCOPE, arn)).toMatchObject({ port: 443, serverName: DOMAIN });
    const mix = [{ path: '/', weight: 1, statuses: [200] }];
    const options = { rate: 200, mix, maxSeconds: 5, maxRequests: 200 };
    const report = await startLoad({ ...loadTarget(engine.world, TEST_SCOPE, arn), ...options }).ended;
    expect(report).toMatchObject({ sent: 200, answered: 200, failed: 0 });
    const impostor = { ...loadTarget(engine.world, TEST_SCOPE, arn), host: 'other.example.com' };
    const refused = await startLoad({ ...impostor, ...options, maxRequests: 3 }).ended;
    expect(refused).toMatchObject({ sent: 3, answered: 0, failed: 3 });
  });

  it('is one stack’s: another that claims it fails, and changes nothing', async () => {
    const claim = { Resources: { A: record(DOMAIN, 'A', { ResourceRecords: ['10.0.0.9'], TTL: '60' }) } };
    await expect(create('thief', claim)).rejects.toThrow('ROLLBACK');
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName: 'thief' }));
    expect(StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason).join('\n')).toContain(
      `[Tried to create resource record set [name='${DOMAIN}.', type='A'] but it already exists]`,
    );
    expect(await fetched(`https://${DOMAIN}/health`)).toMatchObject({ status: 200 });
  });

  it('is there again when the engine is, with certificates of its new authority', async () => {
    await stop();
    await start();
    expect(await fetched(`https://${DOMAIN}/health`)).toMatchObject({ status: 200, text: 'production' });
    expect(await fetched('https://www.declared.example.org/')).toMatchObject({ status: 200, text: 'production' });
  });

  it('goes with its stack', async () => {
    await create('short', edge('short', 'short.example.com', 'short.declared.example.org'));
    expect(await fetched('https://short.declared.example.org/')).toMatchObject({ status: 200 });
    await stacks.send(new DeleteStackCommand({ StackName: 'short' }));
    await waitUntilStackDeleteComplete(
      { client: stacks, maxWaitTime: 20, minDelay: 1, maxDelay: 1 },
      { StackName: 'short' },
    );
    expect(engine.world.recordSets.save().filter(({ name }) => name.startsWith('short'))).toEqual([]);
    const domains = engine.world.certificates.list(TEST_SCOPE).map(({ domainName }) => domainName);
    expect(domains.toSorted()).toEqual(['*.declared.example.org', DOMAIN]);
    expect(await fetched('https://short.example.com/')).toHaveProperty('failure');
  });
});
