import type { Assembly } from '../domain/stack/assembly.ts';
import type { Engine } from '../engine.ts';
import { type ListenerOrigin, listenerOrigin } from './listener-origin.ts';

/**
 * `prod  http://picus-prod-….amazonaws.com:80 → http://127.0.0.1:38211`, a line for each listener of each environment; under
 * one that speaks TLS, how to ask it: the machine neither knows its name nor trusts its certificate's authority.
 */
export function environmentUrls({ world }: Engine, assembly: Assembly): string[] {
  return assembly.environments.flatMap(({ name, stacks }) => {
    const [{ account, region } = { account: '', region: '' }] = stacks;
    const scope = { account, region };
    const own = new Set(stacks.map((stack) => stack.name));
    return world.loadBalancing.loadBalancers
      .list(scope, {})
      .filter(({ arn }) => ownedBy(world, scope, arn, own))
      .flatMap((loadBalancer) =>
        world.loadBalancing.listeners
          .list(scope, { loadBalancerArn: loadBalancer.arn })
          .map(({ arn }) => listenerOrigin(world, scope, arn))
          .toSorted((one, other) => one.port - other.port)
          .flatMap((origin) => linesOf(name, loadBalancer.dnsName, origin, world.authorityFile)),
      );
  });
}

function linesOf(
  environment: string,
  dnsName: string,
  { url, port, serverName }: ListenerOrigin,
  authorityFile: string,
): string[] {
  const local = new URL(url);
  const line = `${environment.padEnd(5)} ${local.protocol}//${serverName ?? dnsName}:${port} → ${url}`;
  if (serverName === undefined) return [line];
  const resolve = `--resolve ${serverName}:${local.port}:${local.hostname}`;
  return [line, `      curl --cacert ${authorityFile} ${resolve} https://${serverName}:${local.port}/`];
}

/** Load balancers know no stack; stacks know their resources. */
function ownedBy(
  world: Engine['world'],
  scope: { account: string; region: string },
  arn: string,
  stacks: Set<string>,
): boolean {
  return [...stacks].some((stack) =>
    [...(world.stacks.find(scope, stack)?.resources.values() ?? [])].some(({ state }) => state?.physicalId === arn),
  );
}
