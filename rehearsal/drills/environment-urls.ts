import type { Assembly } from '../domain/stack/assembly.ts';
import type { Engine } from '../engine.ts';

/** `prod  picus-prod :80 → http://127.0.0.1:38211`, a line for each listener of each environment. */
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
          .map(
            ({ arn, port }) =>
              `${name.padEnd(5)} http://${loadBalancer.dnsName}:${port} → http://127.0.0.1:${world.router.localPort(arn)}`,
          ),
      );
  });
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
