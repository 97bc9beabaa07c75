import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Server } from 'node:http';
import { request } from 'undici';
import { elasticLoadBalancingV2Api } from '../../../rehearsal/services/elastic-load-balancing-v2/elastic-load-balancing-v2-api.ts';
import { startGateway, TEST_SCOPE as scope } from './gateway.ts';
import { startLoadBalancing, startNamedServer } from './load-balancing.ts';

export type Elbv2Fixture = Awaited<ReturnType<typeof startElbv2>>;

export const forward = (weights: Record<string, number>) => ({
  Type: 'forward' as const,
  ForwardConfig: {
    TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
  },
});

/** The API behind a gateway, its client, and the steps that most tests begin with. */
export async function startElbv2() {
  const rehearsal = startLoadBalancing(scope);
  const gateway = await startGateway([elasticLoadBalancingV2Api(rehearsal)]);
  const client = new ElasticLoadBalancingV2Client(gateway.clientConfig());
  const servers: Server[] = [];

  const createLoadBalancer = async (Name = 'app-dev') => {
    const { LoadBalancers } = await client.send(new CreateLoadBalancerCommand({ Name, Subnets: rehearsal.subnets }));
    return LoadBalancers?.[0] ?? {};
  };

  const createTargetGroup = async (Name: string): Promise<string> => {
    const { TargetGroups } = await client.send(
      new CreateTargetGroupCommand({
        Name,
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: rehearsal.vpcId,
        TargetType: 'ip',
        HealthCheckPath: '/health',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        HealthyThresholdCount: 2,
      }),
    );
    return TargetGroups?.[0]?.TargetGroupArn ?? '';
  };

  const createListener = async (
    weights: Record<string, number>,
    LoadBalancerArn?: string,
    Port = 80,
  ): Promise<string> => {
    const arn = LoadBalancerArn ?? (await createLoadBalancer()).LoadBalancerArn;
    const DefaultActions = [forward(weights)];
    const { Listeners } = await client.send(
      new CreateListenerCommand({ LoadBalancerArn: arn, Protocol: 'HTTP', Port, DefaultActions }),
    );
    return Listeners?.[0]?.ListenerArn ?? '';
  };

  const registerServer = async (arn: string, name: string, id = '10.0.0.20'): Promise<void> => {
    const { port, server } = await startNamedServer(name);
    servers.push(server);
    await rehearsal.loadBalancing.targetGroups.register(scope, arn, [
      { id, port: 8080, endpoint: { host: '127.0.0.1', port } },
    ]);
  };

  const statesOf = async (arn: string) => {
    const { TargetHealthDescriptions } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
    return TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth);
  };

  /** Resolves when the group's targets are in these states. */
  const targetsAre = (arn: string, ...states: string[]): Promise<void> =>
    new Promise((resolve) => {
      const { targetGroups } = rehearsal.loadBalancing;
      const check = () => {
        const current = targetGroups.health(scope, arn).map(({ state }) => state);
        if (JSON.stringify(current) !== JSON.stringify(states)) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = targetGroups.changed.subscribe(check);
      check();
    });

  const answerOf = async (listenerArn: string, path = '/') => {
    const url = `http://127.0.0.1:${rehearsal.loadBalancing.listeners.localPort(listenerArn)}${path}`;
    const { statusCode, body } = await request(url);
    return { status: statusCode, text: await body.text() };
  };

  const stop = async () => {
    client.destroy();
    await gateway.close();
    await rehearsal.stop();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };

  return {
    rehearsal,
    client,
    createLoadBalancer,
    createTargetGroup,
    createListener,
    registerServer,
    statesOf,
    targetsAre,
    answerOf,
    stop,
  };
}
