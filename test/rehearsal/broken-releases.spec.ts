import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { sightOf } from '../../rehearsal/drills/deployment-observer.ts';
import { playRelease } from '../../rehearsal/drills/play-release.ts';
import { byCommands } from '../../rehearsal/drills/release-by-commands.ts';
import { type Verdict, verdictOf } from '../../rehearsal/drills/verdict/judge-release.ts';
import type { ReleaseObservation } from '../../rehearsal/drills/verdict/observation.ts';
import { burst } from './support/burst.ts';
import { changedAssembly, resourcesOf } from './support/changed-assembly.ts';
import { labelledAssembly } from './support/labelled-assembly.ts';
import { outputsOf } from './support/release-by-hand.ts';
import { type Rehearsal, serviceAlone, startRehearsal, stopRehearsals } from './support/rehearsal.ts';

const TEST_PORT = 9000;

/** In prod, the error alarms of both groups, alone and compared, look at another load balancer's metrics; nothing else is different. */
const blinded = (assembly: Assembly) =>
  changedAssembly(assembly, 'picus-prod-service', (template) => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(({ Properties }) =>
      String(Properties['AlarmName']).endsWith('-errors'),
    );
    expect(alarms).toHaveLength(4);
    for (const { Properties } of alarms) pointElsewhere(Properties);
  });

function pointElsewhere(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  const dimension = part as { Name?: unknown; Value?: unknown };
  if (dimension.Name === 'LoadBalancer') dimension.Value = 'app/another/0123456789abcdef';
  else Object.values(part).forEach(pointElsewhere);
}

let rehearsal: Rehearsal;
let prod: Verdict;
let dev: ReleaseObservation;

/** Each breaks in an environment of its own, so that they can at the same time. */
beforeAll(async () => {
  rehearsal = await startRehearsal(blinded(labelledAssembly('v1')), ['dev', 'prod']);
  const drill = {
    expected: 'rolled back' as const,
    way: byCommands(blinded(labelledAssembly('v2'))),
    versions: { blue: 'v1', green: 'v2' },
    isFaulty: true,
  };
  const inDev = {
    environment: 'dev',
    serviceStack: 'picus-dev-service',
    ...serviceAlone,
    fault: { share: 1, spared: '^/health', listenerPort: TEST_PORT },
  };
  const [blindedAlarm, brokenGreen] = await Promise.all([
    playRelease(rehearsal.stage(serviceAlone), { ...drill, name: 'blinded alarm' }),
    playRelease(rehearsal.stage(inDev), { ...drill, name: 'broken for the hook' }),
  ]);
  prod = verdictOf({ releases: [blindedAlarm.release], functions: blindedAlarm.functions });
  dev = brokenGreen.release;
}, 60_000);

afterAll(stopRehearsals);

describe('a bad release behind an alarm whose dimension is wrong', () => {
  it('turns the verdict red: only the alarm would have stopped it', () => {
    expect(prod.ok).toBe(false);
    const [release] = prod.releases;
    expect(release?.outcome).toBe('released');
    expect(release?.reasons).toEqual([
      expect.stringMatching(/^It had to be stopped by an alarm \(ALARM_ACTIVE\), but deployment d-\w+ ended with /),
      'No rollback followed.',
      'The production listener was never seen to send everything to blue again.',
    ]);
  });

  it('hurts its users all the while', () => {
    const [release] = prod.releases;
    const { answered = 0, failed = 0 } = release?.requests.byVersion['v2'] ?? {};
    // The share of the committed fault, of everything that reached green for as long as it is released.
    expect(failed / (failed + answered)).toBeGreaterThan(0.15);
    expect(failed).toBeGreaterThan(50);
    expect(release?.secondsFirstBadToAlarm).toBeUndefined();
  });
});

describe('a green that is broken on the test listener only', () => {
  it('fails at the hook, and is rolled back', async () => {
    expect(dev.deployment).toMatchObject({
      status: 'Failed',
      finished: false,
      error: { code: 'HOOK_EXECUTION_FAILURE' },
      rollback: { status: 'Succeeded' },
    });
    const { target } = await sightOf(rehearsal.clients.codedeploy, dev.deployment.id ?? '');
    expect(target?.lifecycleEvents?.map(({ lifecycleEventName, status }) => `${lifecycleEventName} ${status}`)).toEqual(
      [
        'BeforeInstall Succeeded',
        'Install Succeeded',
        'AfterInstall Succeeded',
        'AllowTestTraffic Succeeded',
        'AfterAllowTestTraffic Failed',
        'BeforeAllowTraffic Skipped',
        'AllowTraffic Skipped',
        'AfterAllowTraffic Skipped',
      ],
    );
  });

  it('never moves production: no weight, no request, no error', () => {
    expect(dev.steps).toEqual([]);
    const { sent, answered, failed, byVersion } = dev.requests;
    expect({ answered, failed }).toEqual({ answered: sent, failed: 0 });
    expect(sent).toBeGreaterThan(400);
    expect(byVersion).toEqual({ v1: { answered: sent, failed: 0 } });
    const toGreen = accessLog().filter((line) => line.includes('listener_port=80 ') && line.includes('-green/'));
    expect(toGreen).toEqual([]);
  });

  it('was asked by the hook through the test listener, which saw the fault', () => {
    const failed = accessLog().filter((line) => line.includes(`listener_port=${TEST_PORT} `) && / 500 500 /.test(line));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.filter((line) => !line.includes('targetgroup/picus-dev-green/'))).toEqual([]);
  });

  it('leaves blue as it was', async () => {
    const { clients, engine, scope } = rehearsal;
    const outputs = await outputsOf(clients, 'picus-dev-service');
    const listener = outputs['ProductionListenerArn'] ?? '';
    const weights = engine.world.loadBalancing.listeners.read(scope, listener);
    expect(weights.find(({ targetGroupArn }) => targetGroupArn === outputs['BlueTargetGroupArn'])?.weight).toBe(100);
    expect((await burst(engine, listener, 20)).byRelease).toEqual({ v1: 20 });
  });

  it('is not taken for a rollback by the alarm', () => {
    expect(verdictOf({ releases: [dev] })).toMatchObject({ ok: false });
  });

  const accessLog = () => rehearsal.log('access/picus-dev.log').split('\n');
});
