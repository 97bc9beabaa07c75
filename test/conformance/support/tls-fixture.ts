import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  type Action,
  CreateListenerCommand,
  type CreateListenerCommandInput,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { createLocalAuthority } from '../../../rehearsal/adapters/egress-proxy/local-authority.ts';
import { randomIds } from '../../../rehearsal/kernel/ids.ts';
import { ManualClock } from '../../../rehearsal/kernel/manual-clock.ts';
import { Certificates } from '../../../rehearsal/runtime/certificates/certificates.ts';
import { acmApi } from '../../../rehearsal/services/acm/acm-api.ts';
import { elasticLoadBalancingV2Api } from '../../../rehearsal/services/elastic-load-balancing-v2/elastic-load-balancing-v2-api.ts';
import { startGateway, TEST_SCOPE as scope } from './gateway.ts';
import { startLoadBalancing } from './load-balancing.ts';

export type TlsFixture = Awaited<ReturnType<typeof startTls>>;

export const answering = (body: string): Action => ({
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody: body },
});

/** ACM and ELBv2 behind a gateway, the real data plane, and one load balancer with a target that tells what it was asked. */
export async function startTls() {
  const directory = mkdtempSync(join(tmpdir(), 'tls-'));
  const authority = await createLocalAuthority(directory);
  const clock = new ManualClock();
  const certificates: Certificates = new Certificates({
    clock,
    ids: randomIds,
    issuer: authority,
    usersOf: (arn): string[] => rehearsal.loadBalancing.listenerCertificates.usersOf(arn),
  });
  const rehearsal = startLoadBalancing(scope, { certificates });
  const gateway = await startGateway([acmApi({ certificates }), elasticLoadBalancingV2Api(rehearsal)]);
  const elb = new ElasticLoadBalancingV2Client(gateway.clientConfig());
  const acm = new ACMClient(gateway.clientConfig());
  const ca = readFileSync(authority.certificateFile, 'utf8');
  const served: IncomingMessage[] = [];
  const target = createServer((request, response) => {
    if (!request.headers['user-agent']?.startsWith('ELB-HealthChecker')) served.push(request);
    response.end(request.url);
  });
  target.on('upgrade', (_request, socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello'),
  );
  target.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));

  const { LoadBalancers: [created] = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'app', Subnets: rehearsal.subnets }),
  );
  const loadBalancer = created as Required<LoadBalancer>;

  const certificate = async (DomainName: string, ...SubjectAlternativeNames: string[]): Promise<string> => {
    const { CertificateArn } = await acm.send(
      new RequestCertificateCommand({
        DomainName,
        ...(SubjectAlternativeNames.length > 0 && { SubjectAlternativeNames }),
        ValidationMethod: 'DNS',
      }),
    );
    return CertificateArn ?? '';
  };

  const certificateIn = async (elsewhere: { region?: string; account?: string }, DomainName: string) => {
    const client = new ACMClient(gateway.clientConfig(elsewhere));
    const { CertificateArn = '' } = await client.send(
      new RequestCertificateCommand({ DomainName, ValidationMethod: 'DNS' }),
    );
    client.destroy();
    return CertificateArn;
  };

  const createListener = async (more: Partial<CreateListenerCommandInput>): Promise<string> => {
    const { Listeners } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer.LoadBalancerArn,
        Protocol: 'HTTPS',
        Port: 443,
        DefaultActions: [answering('secure')],
        ...more,
      }),
    );
    return Listeners?.[0]?.ListenerArn ?? '';
  };

  const https = (certificateArn: string, more: Partial<CreateListenerCommandInput> = {}) =>
    createListener({ Certificates: [{ CertificateArn: certificateArn }], ...more });

  /** A group with the target, healthy or not: a group without a healthy target sends to all. */
  const forwarding = async (): Promise<Action> => {
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({
        Name: 'target',
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: rehearsal.vpcId,
        TargetType: 'ip',
      }),
    );
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    const endpoint = { host: '127.0.0.1', port: (target.address() as AddressInfo).port };
    await rehearsal.loadBalancing.targetGroups.register(scope, TargetGroupArn, [
      { id: '10.0.0.20', port: 8080, endpoint },
    ]);
    return { Type: 'forward', TargetGroupArn };
  };

  const portOf = (listenerArn: string): number => rehearsal.loadBalancing.listeners.localPort(listenerArn) ?? 0;

  const sockets: TLSSocket[] = [];
  /** A real client's handshake, verified against the authority; rejects when it fails. */
  const handshake = (listenerArn: string, options: ConnectionOptions = {}): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: portOf(listenerArn), ca, ...options }, () => resolve(socket));
      sockets.push(socket);
      socket.once('error', reject);
    });

  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    elb.destroy();
    acm.destroy();
    await gateway.close();
    await rehearsal.stop();
    target.close();
    target.closeAllConnections();
    rmSync(directory, { recursive: true, force: true });
  };

  return {
    acm,
    authority,
    ca,
    certificate,
    certificateIn,
    certificates,
    clock,
    createListener,
    elb,
    forwarding,
    gateway,
    handshake,
    https,
    loadBalancer,
    portOf,
    rehearsal,
    served,
    stop,
  };
}
