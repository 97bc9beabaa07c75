import type { Environment } from '../../infra/config/schema.ts';

export interface QuotaNeed {
  readonly serviceCode: string;
  readonly quotaCode: string;
  /** As Service Quotas calls it. */
  readonly name: string;
  readonly needed: number;
  /** The arithmetic. */
  readonly why: string;
}

/** What environments in one account and region take of it at the most; whatever else is there comes on top. */
export function quotaNeeds(environments: readonly Environment[]): QuotaNeed[] {
  return [
    {
      serviceCode: 'fargate',
      quotaCode: 'L-3032A538',
      name: 'Fargate On-Demand vCPU resource count',
      ...sum(environments, ({ name, service: { cpu, scaling } }) => {
        const vCpu = cpu / 1024;
        // The window: blue and green at once.
        return { amount: 2 * scaling.maxCount * vCpu, term: `${name} 2 × ${scaling.maxCount} × ${vCpu} vCPU` };
      }),
    },
    {
      serviceCode: 'vpc',
      quotaCode: 'L-F678F1CE',
      name: 'VPCs per Region',
      ...sum(environments, ({ name }) => ({ amount: 1, term: `${name} 1` })),
    },
    {
      serviceCode: 'ec2',
      quotaCode: 'L-0263D0A3',
      name: 'EC2-VPC Elastic IPs',
      ...sum(environments, ({ name, network, zones }) => {
        const gateways = { endpoints: 0, nat: 1, 'nat-per-zone': zones.length }[network.egress];
        return { amount: gateways, term: `${name} ${gateways} NAT gateway${gateways === 1 ? '' : 's'}` };
      }),
    },
  ].filter(({ needed }) => needed > 0);
}

function sum(environments: readonly Environment[], of: (environment: Environment) => { amount: number; term: string }) {
  const parts = environments.map(of).filter(({ amount }) => amount > 0);
  return {
    needed: parts.reduce((total, { amount }) => total + amount, 0),
    why: parts.map(({ term }) => term).join(' + '),
  };
}
