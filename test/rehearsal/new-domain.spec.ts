import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Configuration } from '../../infra/config/schema.ts';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { eventually } from './support/eventually.ts';
import { configuredAssembly } from './support/labelled-assembly.ts';
import { listenerClient } from './support/listener-client.ts';
import { drillRequests, loadDuring } from './support/load-during.ts';
import { allEventsSucceeded, createDeployment, outputsOf, type Outputs } from './support/release-by-hand.ts';
import { type Rehearsal, startRehearsal, stopRehearsals } from './support/rehearsal.ts';

const SERVICE = 'picus-dev-service';
const HOST = 'dev.example.com';
const NONE = { failed: 0, failures: [] };
/** Clients of HTTP are sent over at some moment. */
const MOVED = 301;

/** dev has no domain as it is committed: this is the one line that gives it one. */
const withDomain = ({ environments: [dev] }: Configuration) => {
  if (dev) dev.domain = { name: HOST, zone: { id: 'Z00000000000000000000', name: 'example.com' } };
};

/** Whatever this machine does besides: releases here are about where they shift, not about how fast. */
const patient = (label: string, change: (configuration: Configuration) => void = () => {}) =>
  configuredAssembly(label, (configuration) => {
    for (const { release } of configuration.environments) release.alarms.p99Milliseconds = 60_000;
    change(configuration);
  });

describe('a domain for an environment that runs, after a release and under load', () => {
  let rehearsal: Rehearsal;
  let before: Outputs;
  let after: Outputs;
  let live: ReturnType<typeof weightsOf>;
  let takenOver: ReturnType<typeof weightsOf>;
  let byHttp: Awaited<ReturnType<typeof loadDuring>>;
  let released: Assembly;

  const production = (outputs: Outputs) => outputs['ProductionListenerArn'] ?? '';
  const weightsOf = (listener: string) => {
    const groups = rehearsal.engine.world.loadBalancing.listeners.read(rehearsal.scope, listener);
    const of = (colour: 'Blue' | 'Green') =>
      groups.find(({ targetGroupArn }) => targetGroupArn === before[`${colour}TargetGroupArn`])?.weight;
    return { blue: of('Blue'), green: of('Green') };
  };
  const deploy = (assembly: Assembly) => rehearsal.engine.deploy(assembly, ['dev'], () => {});

  /** A release of what is deployed, until its window has closed. */
  async function release(outputs: Outputs): Promise<void> {
    const { clients } = rehearsal;
    const deploymentId = await createDeployment(clients, outputs);
    await allEventsSucceeded(clients, deploymentId);
    await eventually(`${deploymentId} is over`, async () => {
      const { deploymentInfo } = await clients.codedeploy.send(new GetDeploymentCommand({ deploymentId }));
      return deploymentInfo?.status === 'Succeeded' ? true : undefined;
    });
  }

  beforeAll(async () => {
    // A synthesis blocks the engine's thread: none may happen under load.
    const [first, second] = [patient('v1'), patient('v2')];
    const named = patient('v2', withDomain);
    released = patient('v3', withDomain);
    rehearsal = await startRehearsal(first, ['dev']);
    await deploy(second);
    before = await outputsOf(rehearsal.clients, SERVICE);
    await release(before);
    live = weightsOf(production(before));
    byHttp = await loadDuring(rehearsal, production(before), drillRequests(MOVED), () => deploy(named));
    after = await outputsOf(rehearsal.clients, SERVICE);
    takenOver = weightsOf(production(after));
  }, 120_000);

  afterAll(stopRehearsals);

  it('fails no request', () => {
    expect(byHttp).toEqual(NONE);
  });

  it('has HTTPS go on where HTTP was', () => {
    expect(live).toEqual({ blue: 0, green: 100 });
    expect(takenOver).toEqual(live);
    expect(production(after)).not.toBe(production(before));
  });

  it('sends clients of HTTP over for good, whatever they ask', async () => {
    const { origin } = listenerClient(rehearsal.engine, production(before));
    for (const [method, path] of [
      ['GET', '/version?a=b'],
      ['DELETE', '/picus/x'],
    ] as const) {
      const response = await fetch(`${origin}${path}`, { method, redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([MOVED, `https://${HOST}:443${path}`]);
    }
  });

  it('answers over HTTPS all that HTTP did, and releases there, tested by the hook over TLS', async () => {
    const byHttps = await loadDuring(rehearsal, production(after), drillRequests(), async () => {
      await deploy(released);
      await release(await outputsOf(rehearsal.clients, SERVICE));
    });
    expect(weightsOf(production(after))).toEqual({ blue: 100, green: 0 });
    // Nobody asks for them any more; they stay where the domain found them.
    expect(weightsOf(production(before))).toEqual(live);
    expect(byHttps).toEqual(NONE);
  }, 60_000);
});
