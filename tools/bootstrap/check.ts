import type { Configuration, Environment } from '../../infra/config/schema.ts';
import type { Account } from './aws-account.ts';
import type { Place } from './places.ts';
import { quotaNeeds } from './quota-needs.ts';

/** What an account does not allow yet, each with what to do. */
export const check = async (place: Place, account: Account): Promise<string[]> => [
  ...(await quotas(place, account)),
  ...(await Promise.all(place.environments.map((environment) => certificate(environment, account)))).flat(),
];

async function quotas(place: Place, account: Account): Promise<string[]> {
  const problems: string[] = [];
  for (const { serviceCode, quotaCode, name, needed, why } of quotaNeeds(place.environments)) {
    const allowed = await account.quota(serviceCode, quotaCode);
    const request = `aws service-quotas request-service-quota-increase --region ${place.region} --service-code ${serviceCode} --quota-code ${quotaCode} --desired-value ${Math.ceil(needed)}`;
    if (allowed === undefined) problems.push(`${name}: nothing is known of it; ${needed} are needed (${why})`);
    else if (allowed < needed)
      problems.push(`${name}: ${allowed} allowed, ${needed} needed (${why}). Ask for more: ${request}`);
  }
  return problems;
}

async function certificate({ name, domain, account, region }: Environment, at: Account): Promise<string[]> {
  if (domain === 'none' || domain.certificateArn === undefined) return [];
  const { certificateArn } = domain;
  const [, , , itsRegion, itsAccount] = certificateArn.split(':');
  if (itsRegion !== region || itsAccount !== account)
    return [
      `${name}: its certificate is in ${itsAccount} ${itsRegion}; the load balancer needs one in ${account} ${region}`,
    ];
  const found = await at.certificate(certificateArn);
  if (!found) return [`${name}: there is no certificate ${certificateArn}`];
  return [
    ...(found.status === 'ISSUED' ? [] : [`${name}: its certificate is ${found.status}, not ISSUED`]),
    ...(found.names.some((pattern) => covers(pattern, domain.name))
      ? []
      : [`${name}: its certificate is for ${found.names.join(', ')}, not for ${domain.name}`]),
  ];
}

/** A wildcard stands for one label (RFC 6125, 6.4.3). */
const covers = (pattern: string, name: string) =>
  pattern === name || (pattern.startsWith('*.') && name.slice(name.indexOf('.')) === pattern.slice(1));

/** What no client that is installed can look at, or do. */
export function byHand({ tools, environments }: Configuration): string[] {
  const { connectionArn } = tools.source;
  const [, , service, region, account] = connectionArn.split(':');
  const accounts = new Set(environments.map((environment) => environment.account));
  const traced = environments.filter(({ observability }) => observability.tracesSampledPercent > 0);
  return [
    ...(account === tools.account
      ? []
      : [`The connection is in ${account}: the pipeline needs one in ${tools.account}.`]),
    `The connection to the repository must be AVAILABLE; a person confirms it in the console: aws ${service} get-connection --region ${region} --connection-arn ${connectionArn}`,
    ...[...accounts].map(
      (each) =>
        `In ${each}, once, unless it is there: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com (the first cluster of an account fails without it)`,
    ),
    ...environments.flatMap(({ name, domain }) =>
      domain === 'none'
        ? []
        : [
            `${name}: hosted zone ${domain.zone.id} must be that of ${domain.zone.name}, in the environment's account, and asked by the world: aws route53 get-hosted-zone --id ${domain.zone.id}; dig NS ${domain.zone.name}`,
          ],
    ),
    ...[...new Set(traced.map((each) => `${each.account} ${each.region}`))].map(
      (each) =>
        `In ${each}, as traces are sent: aws xray update-trace-segment-destination --destination CloudWatchLogs (Transaction Search)`,
    ),
  ];
}
