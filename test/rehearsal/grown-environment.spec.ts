import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { another } from '../../infra/config/another.ts';
import type { Configuration } from '../../infra/config/schema.ts';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { awsClients } from '../../rehearsal/drills/aws-clients.ts';
import { configuredAssembly, labelledAssembly } from './support/labelled-assembly.ts';
import { drillRequests, loadDuring } from './support/load-during.ts';
import { allEventsSucceeded, createDeployment, outputsOf } from './support/release-by-hand.ts';
import { type Rehearsal, startRehearsal, stopRehearsals } from './support/rehearsal.ts';

const NONE = { failed: 0, failures: [] };

const withDatabase = ({ environments: [dev] }: Configuration) => {
  if (dev)
    dev.database = { majorVersion: '17', instanceClass: 't4g.micro', storageGiB: 20, multiAz: false, backupDays: 7 };
};
const FAR = { name: 'far', region: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'], cidr: '10.30.0.0/16' };
const withAnotherRegion = ({ environments }: Configuration) => {
  const [dev] = environments;
  if (dev) environments.push(another(dev, { ...FAR, domain: 'none' }));
};

describe('an environment that runs and is asked', () => {
  let rehearsal: Rehearsal;
  let changes: Record<'database' | 'region', Assembly>;

  beforeAll(async () => {
    // A synthesis blocks the engine's thread: none may happen under load.
    changes = {
      database: configuredAssembly('v2', withDatabase),
      region: configuredAssembly('v2', (configuration) => {
        withDatabase(configuration);
        withAnotherRegion(configuration);
      }),
    };
    rehearsal = await startRehearsal(labelledAssembly('v1'), ['dev']);
  }, 60_000);

  afterAll(stopRehearsals);

  it('gets a database, whose credentials its next release has, then a sister in another region, and fails no request', async () => {
    const { clients, engine, scope } = rehearsal;
    const { ProductionListenerArn = '' } = await outputsOf(clients, 'picus-dev-service');
    const underLoad = (change: () => Promise<void>) =>
      loadDuring(rehearsal, ProductionListenerArn, drillRequests(), change);

    const switchedOn = await underLoad(() => engine.deploy(changes.database, ['dev'], () => {}));
    const outputs = await outputsOf(clients, 'picus-dev-service');
    const { taskDefinition } = await clients.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: outputs['TaskDefinitionArn'] }),
    );
    const released = await underLoad(async () => {
      await allEventsSucceeded(clients, await createDeployment(clients, outputs));
    });
    const grown = await underLoad(() => engine.deploy(changes.region, ['dev', FAR.name], () => {}));
    expect({ switchedOn, released, grown }).toEqual({ switchedOn: NONE, released: NONE, grown: NONE });
    expect(taskDefinition?.containerDefinitions?.[0]?.secrets?.map(({ name }) => name)).toEqual([
      'DATABASE_USER',
      'DATABASE_PASSWORD',
    ]);

    const there = { ...scope, region: FAR.region };
    const farClients = awsClients(engine.endpoint, there);
    try {
      const far = await outputsOf(farClients, 'picus-far-service');
      const asked = await loadDuring(
        { ...rehearsal, scope: there },
        far['ProductionListenerArn'] ?? '',
        drillRequests(),
        async () => {},
      );
      expect([far['ProductionListenerArn']?.includes(FAR.region), asked]).toEqual([true, NONE]);
    } finally {
      farClients.destroy();
    }
  }, 120_000);
});
