import { describe, expect, it } from '@jest/globals';
import { prod } from '../../infra/config/prod.ts';
import type { Resource } from '../docs/cloud-assembly.ts';
import { sum } from './cost-lines.ts';
import { capacityUnits, environmentCost } from './environment-cost.ts';
import { prices } from './prices.ts';
import { usageOf } from './usage.ts';

const QUIET = { ...usageOf('prod'), requestsPerSecond: 0, otherLogGbPerMonth: 0, tableGb: 0, customMetrics: 0 };
const SERVICE: Record<string, Resource> = {
  Definition: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Cpu: '512', Memory: '2048', RuntimePlatform: { CpuArchitecture: 'ARM64' } },
  },
  Service: { Type: 'AWS::ECS::Service', Properties: { DesiredCount: 3 } },
};
const linesOf = (network: Record<string, Resource>, usage = QUIET) =>
  environmentCost(
    prod,
    [
      { name: 'service', resources: SERVICE },
      { name: 'network', resources: network },
    ],
    usage,
  );
const named = (lines: ReturnType<typeof linesOf>, what: string) => lines.find((line) => line.what === what);

describe('the cost of an environment', () => {
  it('is that of its tasks, by size, number and architecture', () => {
    expect(named(linesOf({}), 'Tasks, CPU')).toEqual({
      what: 'Tasks, CPU',
      arithmetic: '3 tasks × 730 h × 0.5 vCPU × $0.03238',
      usd: 3 * 730 * 0.5 * 0.03238,
    });
    expect(named(linesOf({}), 'Tasks, memory')?.usd).toBeCloseTo(3 * 730 * 2 * 0.00356);
  });

  it('has tasks twice while a release is under way and its window open', () => {
    // Canary of 5 minutes, window of 60: 65/60 h; 20 releases.
    expect(named(linesOf({}), 'Both versions, CPU')?.usd).toBeCloseTo((20 * 3 * 65 * 0.5 * 0.03238) / 60);
  });

  it('counts NAT gateways, and interface endpoints in each of their zones; gateways cost nothing', () => {
    const endpoint = (VpcEndpointType: string, zones: number): Resource => ({
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { VpcEndpointType, SubnetIds: Array.from({ length: zones }, String) },
    });
    const nat = linesOf({ one: { Type: 'AWS::EC2::NatGateway' }, two: { Type: 'AWS::EC2::NatGateway' } });
    expect(named(nat, 'NAT gateways')?.usd).toBeCloseTo(2 * 730 * prices.nat.usd);
    expect(named(nat, 'Interface endpoints')).toBeUndefined();
    const endpoints = linesOf({ a: endpoint('Interface', 2), b: endpoint('Interface', 3), c: endpoint('Gateway', 0) });
    expect(named(endpoints, 'Interface endpoints')?.usd).toBeCloseTo(5 * 730 * prices.endpoint.usd);
    expect(named(endpoints, 'NAT gateways')).toBeUndefined();
  });

  it('counts an alarm by the metrics it reads', () => {
    const alarm = (Properties: object): Resource => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { ...Properties } });
    const lines = linesOf({
      single: alarm({ MetricName: 'CPUUtilization' }),
      compared: alarm({ Metrics: [{ MetricStat: {} }, { MetricStat: {} }, { Expression: 'a - b' }] }),
    });
    expect(named(lines, 'Alarms')).toMatchObject({ arithmetic: '3 metrics of 2 alarms × $0.1' });
  });

  it('grows with requests', () => {
    expect(sum(linesOf({}, { ...QUIET, requestsPerSecond: 100 }))).toBeGreaterThan(sum(linesOf({})) + 50);
  });

  it('has a standby as a second instance, and no guessed price of a class', () => {
    const instance = (DBInstanceClass: string): Record<string, Resource> => ({
      db: { Type: 'AWS::RDS::DBInstance', Properties: { DBInstanceClass, MultiAZ: true, AllocatedStorage: '20' } },
    });
    expect(named(linesOf(instance('db.t4g.medium')), 'Database')?.usd).toBeCloseTo(2 * 730 * 0.069);
    expect(() => linesOf(instance('db.r8g.large'))).toThrow('no price of db.r8g.large');
  });
});

it.each([
  ['new connections', { requestsPerSecond: 500, kilobytesPerAnswer: 0.1 }, 2],
  ['bytes', { requestsPerSecond: 500, kilobytesPerAnswer: 10 }, 18],
])('capacity units follow what is more: %s', (_what, usage, units) => {
  expect(capacityUnits({ ...QUIET, ...usage })).toBeCloseTo(units);
});
