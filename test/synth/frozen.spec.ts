import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { committedAssembly, type Assembly } from './assembly.ts';
import { compareWithBaseline } from './frozen-resources.ts';
import { ENVIRONMENTS, ofType, templateOf } from './resources.ts';

const assembly = committedAssembly();

/** What must not change once an environment exists; see frozen-resources.ts for what to do instead. */
function frozenIn(stacks: Assembly, environment: string) {
  const edge = templateOf(stacks, `picus-${environment}-edge`);
  const serviceStack = `picus-${environment}-service`;
  const [service] = ofType(templateOf(stacks, serviceStack), 'AWS::ECS::Service').map(
    ([logicalId, { Properties, DependsOn }]) => ({
      logicalId,
      Properties,
      DependsOn,
    }),
  );
  const [loadBalancer] = ofType(edge, 'AWS::ElasticLoadBalancingV2::LoadBalancer').map(
    ([logicalId, { Properties }]) => {
      const { Subnets: _growWithTheZones, ...frozen } = Properties;
      return { logicalId, Properties: frozen };
    },
  );
  const targetGroups = ofType(edge, 'AWS::ElasticLoadBalancingV2::TargetGroup').map(([logicalId, { Properties }]) => ({
    logicalId,
    Properties,
  }));
  // The manifest's tags reach the service as its stack's, and are as frozen as its properties.
  return { service, serviceStackTags: stacks.get(serviceStack)?.tags, loadBalancer, targetGroups };
}

describe.each(ENVIRONMENTS)('what is frozen in %s', (environment) => {
  const file = join(import.meta.dirname, 'baselines', `${environment}.json`);
  const frozen = JSON.parse(JSON.stringify(frozenIn(assembly, environment))) as Record<string, unknown>;

  it('is as its committed baseline', () => {
    if (process.env['UPDATE_BASELINES'] === '1') writeFileSync(file, `${JSON.stringify(frozen, null, 2)}\n`);
    expect(compareWithBaseline(environment, JSON.parse(readFileSync(file, 'utf8')), frozen)).toBeUndefined();
  });
});

describe('the message about a change', () => {
  const baseline = { service: { Properties: { DesiredCount: 2 } } };

  it('names the property, both values, and what to do instead', () => {
    const message = compareWithBaseline('prod', baseline, { service: { Properties: { DesiredCount: 3 } } });
    expect(message).toContain('service.Properties.DesiredCount: 2 → 3');
    expect(message).toContain('Application Auto Scaling');
    expect(message).toContain('UPDATE_BASELINES=1');
  });

  it('sees what was added and what is gone', () => {
    expect(compareWithBaseline('prod', baseline, { service: { Properties: { DesiredCount: 2, Tags: [] } } })).toContain(
      'Tags',
    );
    expect(compareWithBaseline('prod', baseline, { service: { Properties: {} } })).toContain(
      'DesiredCount: 2 → undefined',
    );
  });
});
