import { describe, expect, it } from '@jest/globals';
import { another } from '../../infra/config/another.ts';
import { loadConfiguration } from '../../infra/config/load.ts';
import type { Account, Toolkit } from './aws-account.ts';
import { byHand, check } from './check.ts';
import { decide, type Look } from './decide.ts';
import { placeholders } from './placeholders.ts';
import { placesOf, urlOf } from './places.ts';
import { quotaNeeds } from './quota-needs.ts';

const [TOOLS, PROD] = ['123456789012', '210987654321'];
const POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';

const configuration = () => {
  const changed = structuredClone(loadConfiguration());
  changed.tools.account = TOOLS;
  const [dev, prod] = changed.environments;
  dev!.account = TOOLS;
  prod!.account = PROD;
  return changed;
};
const environment = (name: string) => configuration().environments.find((each) => each.name === name)!;

describe('the places to prepare', () => {
  it('are those of pipeline and environments, and the pipeline’s account in each of their regions', () => {
    const grown = configuration();
    const zones = ['us-east-1a', 'us-east-1b'];
    const prod = environment('prod');
    grown.environments.push(
      another(prod, { name: 'far', region: 'us-east-1', zones, cidr: '10.30.0.0/16', domain: prod.domain }),
    );
    const urls = (only?: string[]) => placesOf(grown, only).map(urlOf);
    expect(urls()).toEqual([
      `aws://${TOOLS}/eu-west-1`,
      `aws://${TOOLS}/us-east-1`,
      `aws://${PROD}/eu-west-1`,
      `aws://${PROD}/us-east-1`,
    ]);
    expect(urls(['far'])).toEqual([`aws://${PROD}/us-east-1`]);
    expect(() => urls(['staging'])).toThrow('There is no staging: there are tools, dev, prod, far.');
  });
});

describe('what is left to do', () => {
  const stack = { name: 'picus-prod-bootstrap', account: PROD, region: 'eu-west-1', template: { Resources: {} } };
  const ready: Toolkit = { version: 33, trusted: [TOOLS], executionPolicies: [POLICY], permissionsBoundary: '' };
  const [place] = placesOf(configuration(), ['prod']);
  const left = (toolkit: Toolkit | undefined, template: unknown = stack.template, boundary = 'none') => {
    const look: Look = {
      place: { ...place!, permissionsBoundary: boundary },
      toolkit,
      templates: { [stack.name]: template },
    };
    const wishes = { toolsAccount: TOOLS, stacks: [stack], assembly: 'out', executionPolicies: [POLICY] };
    return decide([look], wishes).map(({ words, why }) => [words[0], why]);
  };

  it('is nothing where all is there', () => expect(left(ready)).toEqual([]));

  it.each([
    ['not bootstrapped for the CDK', undefined],
    ['bootstrapped with version 20, not 21', { ...ready, version: 20 }],
    [`does not trust ${TOOLS}`, { ...ready, trusted: ['999988887777'] }],
    [
      'CloudFormation has arn:aws:iam::aws:policy/ReadOnlyAccess',
      { ...ready, executionPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    ],
    ['its roles are bound by other', { ...ready, permissionsBoundary: 'other' }],
  ])('is to bootstrap what is %s', (why, toolkit) => expect(left(toolkit)).toEqual([['bootstrap', why]]));

  it('is to deploy what is missing or differs', () => {
    expect(left(ready, null)).toEqual([['deploy', 'differs from what is synthesized']]);
    expect(
      decide([{ place: place!, toolkit: ready, templates: {} }], {
        toolsAccount: TOOLS,
        stacks: [stack],
        assembly: 'out',
        executionPolicies: [POLICY],
      })[0],
    ).toMatchObject({
      why: 'is missing',
      words: ['deploy', 'picus-prod-bootstrap', '--app', 'out', '--exclusively', '--require-approval', 'never'],
    });
  });

  it('keeps whom the account trusts already, and binds the roles where that is the rule', () => {
    const trusting = { ...ready, trusted: ['999988887777'] };
    const look = { place: { ...place!, permissionsBoundary: 'bound' }, toolkit: trusting, templates: {} };
    const [step] = decide([look], { toolsAccount: TOOLS, stacks: [], assembly: 'out', executionPolicies: [POLICY] });
    expect(step?.words.join(' ')).toBe(
      `bootstrap aws://${PROD}/eu-west-1 --trust ${TOOLS} --trust 999988887777 --cloudformation-execution-policies ${POLICY} --custom-permissions-boundary bound --termination-protection`,
    );
  });
});

describe('what is needed of quotas', () => {
  it('is twice the tasks, a VPC each, and an address for each NAT gateway', () => {
    const needs = quotaNeeds(configuration().environments).map(({ quotaCode, needed, why }) => [
      quotaCode,
      needed,
      why,
    ]);
    expect(needs).toEqual([
      ['L-3032A538', 7, 'dev 2 × 4 × 0.25 vCPU + prod 2 × 10 × 0.25 vCPU'],
      ['L-F678F1CE', 2, 'dev 1 + prod 1'],
      ['L-0263D0A3', 3, 'dev 1 NAT gateway + prod 2 NAT gateways'],
    ]);
    const closed = environment('prod');
    closed.network.egress = 'endpoints';
    expect(quotaNeeds([closed]).map(({ quotaCode }) => quotaCode)).not.toContain('L-0263D0A3');
  });
});

describe('what is checked', () => {
  const arn = (account: string, region: string) => `arn:aws:acm:${region}:${account}:certificate/0a1b2c3d`;
  const certified = (certificateArn: string) => {
    const prod = environment('prod');
    prod.domain = { name: 'api.picus.io', zone: { id: 'Z1', name: 'picus.io' }, certificateArn };
    return { ...placesOf(configuration(), ['prod'])[0]!, environments: [prod] };
  };
  const account = (certificate: Awaited<ReturnType<Account['certificate']>>): Account => ({
    whoAmI: async () => ({ account: PROD, arn: '' }),
    toolkit: async () => undefined,
    template: async () => undefined,
    quota: async () => 1000,
    certificate: async () => certificate,
  });

  it.each([
    ['another region', arn(PROD, 'us-east-1'), undefined, 'its certificate is in 210987654321 us-east-1'],
    ['another account', arn(TOOLS, 'eu-west-1'), undefined, 'its certificate is in 123456789012 eu-west-1'],
    ['no such', arn(PROD, 'eu-west-1'), undefined, 'there is no certificate'],
    [
      'one not issued',
      arn(PROD, 'eu-west-1'),
      { status: 'PENDING_VALIDATION', names: ['api.picus.io'] },
      'is PENDING_VALIDATION',
    ],
    [
      'one of other names',
      arn(PROD, 'eu-west-1'),
      { status: 'ISSUED', names: ['*.io', '*.api.picus.io'] },
      'not for api.picus.io',
    ],
  ])('finds a certificate of %s', async (_what, certificateArn, certificate, problem) => {
    expect(await check(certified(certificateArn), account(certificate))).toEqual([expect.stringContaining(problem)]);
  });

  it('is content with one for the name, or for all names beside it', async () => {
    for (const name of ['api.picus.io', '*.picus.io'])
      expect(await check(certified(arn(PROD, 'eu-west-1')), account({ status: 'ISSUED', names: [name] }))).toEqual([]);
  });

  it('tells what people must do and see themselves', () => {
    const lines = byHand(configuration()).join('\n');
    for (const part of ['get-connection', 'create-service-linked-role', 'hosted zone Z0', 'Transaction Search'])
      expect(lines).toContain(part);
    expect(lines).toContain('The connection is in 111111111111: the pipeline needs one in 123456789012.');
  });
});

describe('placeholders', () => {
  it('are none where everything is somebody’s', () => {
    const real = configuration();
    real.tools.source.connectionArn = `arn:aws:codeconnections:eu-west-1:${TOOLS}:connection/0a1b2c3d`;
    real.tools.source.repository = 'someone/picus';
    environmentsWithout(real);
    expect(placeholders(real, `FROM node:24@sha256:${'0'.repeat(64)}\n`)).toEqual([]);
    real.environments[0]!.notifications.emails.push('ada@example.com');
    expect(placeholders(real, 'FROM scratch\n')).toEqual([
      'environments.0 (dev).notifications.emails: ada@example.com is a placeholder: write who is told',
    ]);
  });
});

function environmentsWithout({ environments }: ReturnType<typeof configuration>): void {
  for (const each of environments)
    if (each.domain !== 'none') each.domain = { name: 'api.picus.io', zone: { id: 'Z012', name: 'picus.io' } };
}
