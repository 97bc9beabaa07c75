import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomIds as ids } from '../kernel/ids.ts';
import { silentLog } from '../kernel/log.ts';
import { ManualClock } from '../kernel/manual-clock.ts';
import { Certificates } from '../runtime/certificates/certificates.ts';
import { FakeRouter } from '../runtime/load-balancing/fake-router.ts';
import { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import { Network } from '../runtime/network/network.ts';
import type { ResourceContext } from '../runtime/ports/resource-provider.ts';
import { certificateManagerCertificateProvider } from './certificate-manager-certificate.ts';
import { elasticLoadBalancingV2ListenerCertificateProvider } from './elastic-load-balancing-v2-listener-certificate.ts';
import { elasticLoadBalancingV2ListenerProvider } from './elastic-load-balancing-v2-listener.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };
const context: ResourceContext = {
  scope,
  stackName: 'picus-dev-edge',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/picus-dev-edge/1',
  logicalId: 'Listener',
  stackTags: { team: 'a' },
  token: 't',
  signal: new AbortController().signal,
};

let router: FakeRouter;
let certificates: Certificates;
let loadBalancing: LoadBalancing;
let LoadBalancerArn: string;

beforeEach(() => {
  router = new FakeRouter();
  const network = new Network({ ids });
  const clock = new ManualClock();
  let issued = 0;
  certificates = new Certificates({
    clock,
    ids,
    issuer: {
      issueServerCertificate: async () => ({
        key: `key ${++issued}`,
        certificate: 'certificate ',
        chain: 'chain',
        serial: '01',
        subject: 'CN=a',
        issuer: 'CN=b',
        notBefore: 0,
        notAfter: 1,
      }),
    },
    usersOf: (arn): string[] => loadBalancing.listenerCertificates.usersOf(arn),
  });
  loadBalancing = new LoadBalancing({
    clock,
    ids,
    log: silentLog,
    router,
    network,
    metrics: { record() {} },
    certificates,
  });
  const vpcId = network.createVpc(scope, { cidrBlock: '10.0.0.0/16' }).id;
  const subnets = ['a', 'b'].map(
    (availabilityZone, index) =>
      network.createSubnet(scope, { vpcId, cidrBlock: `10.0.${index}.0/24`, availabilityZone }).id,
  );
  const loadBalancer = loadBalancing.loadBalancers.create(scope, {
    name: 'app',
    subnets,
    securityGroups: [],
    scheme: 'internal',
    attributes: [],
    tags: [],
  });
  LoadBalancerArn = loadBalancer.arn;
});

const certificate = (properties: object = {}) =>
  certificateManagerCertificateProvider({ certificates }).create(
    { DomainName: 'app.example.com', ValidationMethod: 'DNS', ...properties },
    context,
  );
const listenerProperties = (CertificateArn: string) => ({
  LoadBalancerArn,
  Port: 443,
  Protocol: 'HTTPS',
  SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
  Certificates: [{ CertificateArn }],
  DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
});
const tls = () => router.config.listeners[0]?.tls;

describe('AWS::ElasticLoadBalancingV2::Listener over HTTPS', () => {
  it('gets another certificate and policy in place, and becomes HTTP', async () => {
    const provider = elasticLoadBalancingV2ListenerProvider({ loadBalancing });
    const [first, second] = [(await certificate()).physicalId, (await certificate()).physicalId];
    const before = listenerProperties(first);
    const state = await provider.create(before, context);
    expect(tls()).toMatchObject({
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
      certificates: [{ id: first, names: ['app.example.com'], key: 'key 1', certificate: 'certificate chain' }],
    });
    const after = { ...listenerProperties(second), SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06' };
    await provider.update(state, after, before, context);
    expect(tls()).toMatchObject({ minVersion: 'TLSv1.2', certificates: [{ id: second }] });
    expect(certificates.usersOf(first)).toEqual([]);
    const { Certificates: _certificates, SslPolicy: _policy, ...plain } = { ...after, Protocol: 'HTTP' };
    await provider.update(state, plain, after, context);
    expect(router.config.listeners).toHaveLength(1);
    expect(tls()).toBeUndefined();
  });

  it('does not answer in clear when its certificate is gone', async () => {
    const { physicalId } = await certificate();
    await elasticLoadBalancingV2ListenerProvider({ loadBalancing }).create(listenerProperties(physicalId), context);
    const [listener] = loadBalancing.listeners.list(scope, { loadBalancerArn: LoadBalancerArn });
    if (listener?.tls) listener.tls.certificate = `${physicalId}0`;
    await loadBalancing.resume();
    expect(router.config.listeners).toEqual([]);
  });
});

describe('AWS::ElasticLoadBalancingV2::ListenerCertificate', () => {
  it('is in the list while it exists', async () => {
    const [first, second] = [(await certificate()).physicalId, (await certificate()).physicalId];
    const listeners = elasticLoadBalancingV2ListenerProvider({ loadBalancing });
    const listener = await listeners.create(listenerProperties(first), context);
    const provider = elasticLoadBalancingV2ListenerCertificateProvider({ loadBalancing });
    const properties = { ListenerArn: listener.physicalId, Certificates: [{ CertificateArn: second }] };
    const state = await provider.create(properties, context);
    expect(tls()?.certificates.map(({ id }) => id)).toEqual([first, second]);
    await provider.delete(state, properties, context);
    expect(tls()?.certificates.map(({ id }) => id)).toEqual([first]);
    await listeners.delete(listener, listenerProperties(first), context);
    await provider.delete(state, properties, context);
  });
});

describe('AWS::CertificateManager::Certificate', () => {
  it('has the tags of its stack, is validated by DNS, and stays while it is used', async () => {
    const provider = certificateManagerCertificateProvider({ certificates });
    const state = await certificate({ Tags: [{ Key: 'own', Value: '1' }] });
    expect(state.attributes).toEqual({ Id: state.physicalId });
    const { tags } = certificates.get(scope, state.physicalId);
    expect(Object.fromEntries(tags)).toEqual({ team: 'a', own: '1' });
    await expect(certificate({ ValidationMethod: undefined })).rejects.toThrow('name ValidationMethod DNS');

    const properties = { DomainName: 'app.example.com' };
    const listeners = elasticLoadBalancingV2ListenerProvider({ loadBalancing });
    const listener = await listeners.create(listenerProperties(state.physicalId), context);
    await expect(provider.delete(state, properties, context)).rejects.toThrow('is in use');
    await listeners.delete(listener, listenerProperties(state.physicalId), context);
    await provider.delete(state, properties, context);
    await provider.delete(state, properties, context);
    expect(certificates.list(scope)).toEqual([]);
  });
});
