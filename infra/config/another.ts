import type { Environment } from './schema.ts';

/** What no two environments share. */
type Difference = Pick<Environment, 'name' | 'region' | 'zones' | 'domain'> &
  Pick<Environment['network'], 'cidr'> &
  Partial<Pick<Environment, 'account'>>;

/**
 * One more environment, as `environments` in load.ts takes it: a second region is
 *
 *     another(prod, { name: 'prod-us', region: 'us-east-1', zones: ['us-east-1a', 'us-east-1b'], cidr: '10.30.0.0/16', domain: … })
 *
 * after `prod`, and everything else (sizes, strategy, window, alarms) is as in prod. Releases reach environments in the list's
 * order, and each gets what the one before it has verified. Their VPCs may have the same addresses as long as they never meet.
 */
export function another(like: Environment, { cidr, zones, ...different }: Difference): Environment {
  const { network, service, ...same } = structuredClone(like);
  return {
    ...same,
    ...different,
    zones,
    network: { ...network, cidr },
    service: { ...service, zonesAtCreation: [...zones] },
  };
}
