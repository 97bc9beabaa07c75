import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Configuration } from '../../infra/config/schema.ts';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { configuredAssembly, labelledAssembly } from './support/labelled-assembly.ts';
import { drillRequests, loadDuring } from './support/load-during.ts';
import { allEventsSucceeded, createDeployment, outputsOf } from './support/release-by-hand.ts';
import { type Rehearsal, startRehearsal, stopRehearsals } from './support/rehearsal.ts';

const NONE = { failed: 0, failures: [] };

const withThirdZone = ({ environments: [dev] }: Configuration) => void dev?.zones.push('eu-west-1c');
const withEndpoints = ({ environments: [dev] }: Configuration) => {
  if (dev) dev.network.egress = 'endpoints';
};

describe('an environment that runs and is asked', () => {
  let rehearsal: Rehearsal;
  let changes: Record<'third zone' | 'endpoints', Assembly>;

  beforeAll(async () => {
    // A synthesis blocks the engine's thread: none may happen under load.
    changes = {
      'third zone': configuredAssembly('v2', withThirdZone),
      endpoints: configuredAssembly('v2', (configuration) => {
        withThirdZone(configuration);
        withEndpoints(configuration);
      }),
    };
    rehearsal = await startRehearsal(labelledAssembly('v1'), ['dev']);
  }, 60_000);

  afterAll(stopRehearsals);

  it('gets a third zone, then endpoints instead of NAT, fails no request, and can be released', async () => {
    const { clients, engine } = rehearsal;
    const outputs = () => outputsOf(clients, 'picus-dev-service');
    const { ProductionListenerArn = '', SubnetIds: before = '' } = await outputs();

    for (const [name, assembly] of Object.entries(changes)) {
      const report = await loadDuring(rehearsal, ProductionListenerArn, drillRequests(), () =>
        engine.deploy(assembly, ['dev'], () => {}),
      );
      expect([name, report]).toEqual([name, NONE]);
    }

    const { SubnetIds: after = '', ...now } = await outputs();
    expect(after.split(',')).toEqual([...before.split(','), expect.stringMatching(/^subnet-/)]);
    const [loadBalancer] = engine.world.loadBalancing.loadBalancers.list(rehearsal.scope, { names: ['picus-dev'] });
    expect(loadBalancer?.zones.map(({ zone }) => zone)).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    await allEventsSucceeded(clients, await createDeployment(clients, { ...now, SubnetIds: after }));
  }, 90_000);
});
