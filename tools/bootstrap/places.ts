import type { Configuration, Environment } from '../../infra/config/schema.ts';

/** An account and region in which something of the platform is, or will be. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Those that are here, and were asked for. */
  readonly environments: readonly Environment[];
  /** Of the policy that bounds roles here; 'none' where there is no such rule. */
  readonly permissionsBoundary: string;
}

/**
 * Where accounts must be prepared: for the pipeline, for each environment, and in the pipeline's account for each region of an
 * environment, too, where the CDK keeps artifacts for actions in that region.
 * @param only names of environments, `tools` for the pipeline; all where it is empty.
 * @throws where no environment has such a name.
 */
export function placesOf({ tools, environments }: Configuration, only: readonly string[] = []): Place[] {
  const names = ['tools', ...environments.map(({ name }) => name)];
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}: there are ${names.join(', ')}.`);
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  const wanted = environments.filter(({ name }) => isWanted(name));
  const regions = [tools.region, ...environments.map(({ region }) => region)];
  const all = [
    ...(isWanted('tools') ? regions.map((region) => ({ ...tools, region })) : []),
    ...wanted.map(({ account, region, permissionsBoundary }) => ({ account, region, permissionsBoundary })),
  ];
  return all
    .filter((place, index) => all.findIndex((other) => isSame(other, place)) === index)
    .map(({ account, region, permissionsBoundary }) => ({
      account,
      region,
      permissionsBoundary,
      environments: wanted.filter((environment) => isSame(environment, { account, region })),
    }));
}

export const isSame = (one: { account: string; region: string }, other: { account: string; region: string }): boolean =>
  one.account === other.account && one.region === other.region;

/** As the CDK CLI writes it. */
export const urlOf = ({ account, region }: { account: string; region: string }): string => `aws://${account}/${region}`;
