import { describe, expect, it } from '@jest/globals';
import { loadConfiguration, parseConfiguration } from './load.ts';
import type { Configuration } from './schema.ts';

function problemsOf(change: (configuration: Configuration) => void): string {
  const configuration = structuredClone(loadConfiguration());
  change(configuration);
  try {
    parseConfiguration(configuration, 'example.json');
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const prod = ({ environments }: Configuration) => {
  const [, second] = environments;
  if (second === undefined) throw new Error('no second environment');
  return second;
};

describe('the committed configuration', () => {
  it('is valid, and reaches dev before prod', () => {
    const { environments } = loadConfiguration();
    expect(environments.map(({ name, approval, protected: kept }) => [name, approval, kept])).toEqual([
      ['dev', false, false],
      ['prod', true, true],
    ]);
  });

  it('may restrict access to the tokens of an issuer', () => {
    for (const access of [
      { issuer: 'https://login.example.com/pool', audience: 'picus' },
      { issuer: 'https://login.example.com', audience: 'picus', jwksUrl: 'https://keys.example.com/jwks.json' },
    ])
      expect(problemsOf((all) => (prod(all).access = access))).toBe('');
  });

  it('shifts linearly too', () => {
    expect(
      problemsOf((all) => (prod(all).release.deploymentConfig = 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes')),
    ).toBe('');
  });
});

describe('a mistake in the configuration', () => {
  it.each<[string, (configuration: Configuration) => void, string]>([
    [
      'an account',
      (all) => (prod(all).account = '1234'),
      "environments.1.account: write the AWS account's number as a string of 12 digits",
    ],
    ['a region', (all) => (all.tools.region = 'Ireland'), "tools.region: write an AWS region, e.g. 'eu-west-1'"],
    [
      'one zone',
      (all) => (prod(all).zones = ['eu-west-1a']),
      'environments.1.zones: write at least two availability zones',
    ],
    [
      'a zone elsewhere',
      (all) => (prod(all).zones[1] = 'us-east-1a'),
      'environments.1.zones.1: write a zone of eu-west-1',
    ],
    [
      'a zone in front of those of the creation',
      (all) => prod(all).zones.unshift('eu-west-1c'),
      'environments.1.service.zonesAtCreation: write the zones with which the service was created',
    ],
    [
      'a protected environment without a domain',
      (all) => (prod(all).domain = 'none'),
      'environments.1.domain: write the domain, as an environment that is protected needs HTTPS',
    ],
    [
      'a domain outside of its zone',
      (all) => (prod(all).domain = { name: 'api.other.com', zone: { id: 'Z0123', name: 'example.com' } }),
      "environments.1.domain.name: write a name in the zone: the zone's own, or one that ends in it",
    ],
    [
      'a certificate',
      (all) => Object.assign(prod(all).domain, { certificateArn: 'mine' }),
      "environments.1.domain.certificateArn: write the certificate's ARN, or leave it out",
    ],
    [
      'fewer tasks at most than at least',
      (all) => {
        prod(all).service.desiredCount = 4;
        prod(all).service.scaling.maxCount = 3;
      },
      'environments.1.service.scaling.maxCount: write at least desiredCount',
    ],
    [
      'a way out that leads to no issuer',
      (all) => {
        prod(all).access = { issuer: 'https://login.example.com', audience: 'picus' };
        prod(all).network.egress = 'endpoints';
      },
      "environments.1.network.egress: write 'nat' or 'nat-per-zone'",
    ],
    [
      'an address of nobody',
      (all) => prod(all).notifications.emails.push('team'),
      "environments.1.notifications.emails.0: write an address, e.g. 'team@example.com'",
    ],
    [
      'a database',
      (all) => Object.assign(prod(all), { database: true }),
      "environments.1.database: write 'none', or { majorVersion: '17'",
    ],
    [
      'a single task',
      (all) => (prod(all).service.desiredCount = 1),
      'environments.1.service.desiredCount: write at least 2 tasks',
    ],
    [
      'a strategy',
      (all) => Object.assign(prod(all).release, { deploymentConfig: 'Fast' }),
      'one of CodeDeployDefault.ECSAllAtOnce',
    ],
    [
      "a functions' strategy",
      (all) => Object.assign(prod(all).release, { functionDeploymentConfig: 'CodeDeployDefault.ECSAllAtOnce' }),
      'environments.1.release.functionDeploymentConfig: write one of CodeDeployDefault.LambdaAllAtOnce',
    ],
    [
      "a functions' alarm",
      (all) => (prod(all).release.functionAlarms.errorsPerMinute = 0),
      'environments.1.release.functionAlarms.errorsPerMinute: write the number of failed invocations',
    ],
    [
      'who may ask',
      (all) => Object.assign(prod(all), { access: 'private' }),
      "environments.1.access: write 'public', or whose tokens open the environment: { issuer: an https URL",
    ],
    [
      'an issuer without encryption',
      (all) => (prod(all).access = { issuer: 'http://login.example.com', audience: 'picus' }),
      'environments.1.access.issuer: write an https URL',
    ],
    [
      'tokens without an audience',
      (all) => Object.assign(prod(all), { access: { issuer: 'https://login.example.com' } }),
      'audience: 1 to 256 visible characters',
    ],
    [
      'an audience with a space',
      (all) => (prod(all).access = { issuer: 'https://login.example.com', audience: 'pi cus' }),
      'environments.1.access.audience: write 1 to 256 visible characters',
    ],
    [
      'any origin',
      (all) => prod(all).service.corsOrigins.push('*'),
      "environments.1.service.corsOrigins.0: write an origin without path, e.g. 'https://shop.example.com'",
    ],
    [
      'more traces than requests',
      (all) => (prod(all).observability.tracesSampledPercent = 101),
      'environments.1.observability.tracesSampledPercent: write whole percent from 0 to 100',
    ],
    [
      "names that are too long for a function's target group",
      (all) => {
        all.app = 'twelve-chars';
        prod(all).name = 'production';
      },
      'environments.1.name: write a shorter name, or a shorter app: twelve-chars-production-delete-item names a target group',
    ],
    [
      'a health check that outlasts its interval',
      (all) => (prod(all).healthCheck.timeoutSeconds = 10),
      'environments.1.healthCheck.timeoutSeconds: write fewer seconds than intervalSeconds',
    ],
    [
      'two environments of one name',
      (all) => (prod(all).name = 'dev'),
      'environments: write each environment name once',
    ],
    ['a long name', (all) => (all.app = 'a-very-long-name'), 'app: write 1 to 12 small letters'],
    ['an unknown key', (all) => Object.assign(all, { colour: 'red' }), 'colour'],
  ])('%s: says where it is and what to write', (_name, change, message) => {
    expect(problemsOf(change)).toContain(message);
  });

  it('names the file, and every problem at once', () => {
    const message = problemsOf((all) => {
      all.tools.account = '';
      all.tools.region = '';
    });
    expect(message).toContain('The configuration in example.json needs a change:');
    expect(message.split('\n')).toHaveLength(3);
  });

  it('says so when the file is not there', () => {
    expect(() => loadConfiguration('/no/such/file.json')).toThrow(
      'write the path of a readable JSON file after -c config=',
    );
  });
});
