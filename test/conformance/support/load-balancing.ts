import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routerThread } from '../../../rehearsal/dataplane/router-thread.ts';
import { scaledClock } from '../../../rehearsal/kernel/clock.ts';
import { randomIds } from '../../../rehearsal/kernel/ids.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import type { Scope } from '../../../rehearsal/kernel/scope.ts';
import { LoadBalancing } from '../../../rehearsal/runtime/load-balancing/load-balancing.ts';
import { Network } from '../../../rehearsal/runtime/network/network.ts';
import type { FunctionTargets } from '../../../rehearsal/runtime/ports/function-targets.ts';
import type { MetricSamples } from '../../../rehearsal/runtime/ports/metric-sink.ts';
import type { ServerCertificates } from '../../../rehearsal/runtime/ports/server-certificates.ts';
import type { TrafficRouter } from '../../../rehearsal/runtime/ports/traffic-router.ts';

/** A network with a load balancer's surroundings, the real router, and what they recorded. */
export interface TestLoadBalancing {
  loadBalancing: LoadBalancing;
  network: Network;
  router: TrafficRouter;
  vpcId: string;
  subnets: [string, string];
  metrics: MetricSamples[];
  accessLog: string[];
  stop(): Promise<void>;
}

export function startLoadBalancing(
  scope: Scope,
  more: { functionTargets?: FunctionTargets; certificates?: ServerCertificates } = {},
): TestLoadBalancing {
  const router = routerThread();
  const network = new Network({ ids: randomIds });
  const metrics: MetricSamples[] = [];
  const accessLog: string[] = [];
  const loadBalancing = new LoadBalancing({
    clock: scaledClock(60),
    ids: randomIds,
    log: silentLog,
    router,
    network,
    metrics: { record: (_scope, samples) => void metrics.push(...samples) },
    accessLog: { write: (_name, line) => void accessLog.push(line) },
    ...more,
  });
  const vpcId = network.createVpc(scope, { cidrBlock: '10.0.0.0/16' }).id;
  const subnet = (cidrBlock: string, zone: string) =>
    network.createSubnet(scope, { vpcId, cidrBlock, availabilityZone: `${scope.region}${zone}` }).id;
  return {
    loadBalancing,
    network,
    router,
    vpcId,
    subnets: [subnet('10.0.0.0/26', 'a'), subnet('10.0.0.64/26', 'b')],
    metrics,
    accessLog,
    async stop() {
      await router.stop();
      loadBalancing.close();
    },
  };
}

/** A server that answers everything with 200 and its name. */
export async function startNamedServer(name: string): Promise<{ port: number; server: Server }> {
  const server = createServer((_request, response) => response.end(name));
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}
