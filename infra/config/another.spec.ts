import { describe, expect, it } from '@jest/globals';
import { another } from './another.ts';
import { loadConfiguration, parseConfiguration } from './load.ts';
import { prod } from './prod.ts';
import type { Environment } from './schema.ts';

const far = () =>
  another(prod, {
    name: 'prod-us',
    region: 'us-east-1',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    cidr: '10.30.0.0/16',
    domain: { name: 'us.picus.example.com', zone: { id: 'Z00000000000000000000', name: 'example.com' } },
  });

const parse = (...environments: Environment[]) =>
  parseConfiguration({ ...loadConfiguration(), environments }, 'example.json').environments;

describe('another environment', () => {
  it('is a valid one, in one call', () => {
    expect(parse(prod, far()).map(({ name }) => name)).toEqual(['prod', 'prod-us']);
  });

  it('has what it was given, and all else of the one it is like', () => {
    expect(far()).toEqual({
      ...prod,
      name: 'prod-us',
      region: 'us-east-1',
      zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      domain: { name: 'us.picus.example.com', zone: { id: 'Z00000000000000000000', name: 'example.com' } },
      network: { ...prod.network, cidr: '10.30.0.0/16' },
      service: { ...prod.service, zonesAtCreation: ['us-east-1a', 'us-east-1b', 'us-east-1c'] },
    });
  });

  it('shares no list with it that one of them could grow', () => {
    const made = far();
    made.service.corsOrigins.push('https://a.example');
    made.zones.pop();
    expect(prod.service.corsOrigins).toEqual([]);
    expect(made.service.zonesAtCreation).toHaveLength(3);
  });

  it('has NAT in another region than the image, to which no endpoint leads', () => {
    const withEndpoints = { ...far(), network: { ...far().network, egress: 'endpoints' as const } };
    expect(() => parse(prod, withEndpoints)).toThrow(
      "environments.1.network.egress: write 'nat' or 'nat-per-zone': the image is in eu-west-1",
    );
  });
});
