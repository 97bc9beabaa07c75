import { waitUntilDeploymentSuccessful } from '@aws-sdk/client-codedeploy';
import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { sightOf } from '../../rehearsal/drills/deployment-observer.ts';
import { awsCli, awsCliState, awsCliVersion } from './support/aws-cli.ts';
import { type Burst, burst } from './support/burst.ts';
import { changedAssembly, draining, keepingBlue } from './support/changed-assembly.ts';
import { eventually } from './support/eventually.ts';
import { labelledAssembly } from './support/labelled-assembly.ts';
import { type Rehearsal, startRehearsal, stopRehearsals } from './support/rehearsal.ts';
import {
  allEventsSucceeded,
  createDeployment,
  deploymentRequest,
  type Outputs,
  outputsOf,
} from './support/release-by-hand.ts';

/** Blue lives on for three seconds, so that there is time to look; both waiters are there for the end of all that. */
const brief = (assembly: Assembly) =>
  ['picus-dev-service', 'picus-prod-service'].reduce(
    (changed, stack) =>
      changedAssembly(changed, stack, (template) => {
        keepingBlue(template, 3);
        draining(template, 1);
      }),
    assembly,
  );

/** What the APIs say of a release at one moment, and what the load balancer does in it. */
interface Moment {
  status: string | undefined;
  events: string[];
  /** Percent by target group, as DescribeListeners has it. */
  production: Record<string, number>;
  test: Record<string, number>;
  /** Percent of traffic by target group, as the task sets of the deployment's target have it. */
  taskSets: Record<string, number | undefined>;
  /** States by target group, as DescribeTargetHealth has them. */
  health: Record<string, string[]>;
  bursts: { production: Burst; test: Burst };
}

const REQUESTS = 300;

describe('real clients', () => {
  let rehearsal: Rehearsal;
  let elb: ElasticLoadBalancingV2Client;
  let groups: { blue: string; green: string };
  let sdk: Awaited<ReturnType<typeof releaseWithSdk>>;
  let cli: Awaited<ReturnType<typeof releaseWithCli>> | undefined;

  /** Beside each other, as each waits for its own environment most of the time. */
  beforeAll(async () => {
    rehearsal = await startRehearsal(brief(labelledAssembly('v1')), ['dev', 'prod']);
    const { clients, engine, scope } = rehearsal;
    const { credentials } = clients.codedeploy.config;
    elb = new ElasticLoadBalancingV2Client({ endpoint: engine.endpoint, region: scope.region, credentials });
    await engine.deploy(brief(labelledAssembly('v2')), ['dev', 'prod'], () => {});
    const [dev, prod] = await Promise.all([
      outputsOf(clients, 'picus-dev-service'),
      outputsOf(clients, 'picus-prod-service'),
    ]);
    groups = { blue: prod['BlueTargetGroupArn'] ?? '', green: prod['GreenTargetGroupArn'] ?? '' };
    [sdk, cli] = await Promise.all([
      releaseWithSdk(prod),
      awsCliVersion === undefined ? undefined : releaseWithCli(dev),
    ]);
  }, 60_000);

  afterAll(async () => {
    elb?.destroy();
    await stopRehearsals();
  });

  it('are served by blue before the release', () => {
    expect(sdk.before).toMatchObject({ byGroup: { [groups.blue]: 20 }, byRelease: { v1: 20 } });
  });

  it('see and get the same while the shift stands at its first step', () => {
    const { blue, green } = groups;
    expect(sdk.canary).toMatchObject({
      status: 'InProgress',
      production: { [blue]: 90, [green]: 10 },
      test: { [green]: 100 },
      taskSets: { [blue]: 90, [green]: 10 },
      health: { [blue]: ['healthy', 'healthy'], [green]: ['healthy', 'healthy'] },
    });
    expect(sdk.canary.events.slice(4)).toEqual([
      'AfterAllowTestTraffic Succeeded',
      'BeforeAllowTraffic Succeeded',
      'AllowTraffic InProgress',
      'AfterAllowTraffic Pending',
    ]);
    agrees(sdk.canary);
  });

  it('see and get the same in the rollback window', () => {
    const { blue, green } = groups;
    expect(sdk.window).toMatchObject({
      // Until blue is gone, though everything has succeeded.
      status: 'InProgress',
      production: { [blue]: 0, [green]: 100 },
      taskSets: { [blue]: 0, [green]: 100 },
      health: { [blue]: ['healthy', 'healthy'], [green]: ['healthy', 'healthy'] },
    });
    expect(sdk.window.events.filter((event) => event.endsWith('Succeeded'))).toHaveLength(8);
    agrees(sdk.window);
  });

  it('see and get the same when the waiter of the SDK has seen the end', () => {
    const { blue, green } = groups;
    expect(sdk.waited).toBe('SUCCESS');
    expect(sdk.after).toMatchObject({
      status: 'Succeeded',
      production: { [blue]: 0, [green]: 100 },
      health: { [blue]: [], [green]: ['healthy', 'healthy'] },
    });
    agrees(sdk.after);
  });

  it(`release through the CLI and its waiter (${awsCliState})`, () => {
    const released = { status: 'Succeeded', creator: 'user', byRelease: { v2: 20 } };
    expect(cli).toEqual(awsCliVersion === undefined ? undefined : released);
  });

  async function releaseWithCli(outputs: Outputs) {
    const input = JSON.stringify(deploymentRequest(outputs));
    const create = `deploy create-deployment --region eu-west-1 --query deploymentId --output text --cli-input-json`;
    const id = (await awsCli(rehearsal, ...create.split(' '), input)).trim();
    const wait = `deploy wait deployment-successful --region eu-west-1 --deployment-id ${id}`;
    await awsCli(rehearsal, ...wait.split(' '));
    const { info } = await sightOf(rehearsal.clients.codedeploy, id);
    const { byRelease } = await burst(rehearsal.engine, outputs['ProductionListenerArn'] ?? '', 20);
    return { status: info.status, creator: info.creator, byRelease };
  }

  async function releaseWithSdk(outputs: Outputs) {
    const { clients, engine } = rehearsal;
    const before = await burst(engine, outputs['ProductionListenerArn'] ?? '', 20);
    const id = await createDeployment(clients, outputs);
    await eventually('the shift', async () => {
      const { target } = await sightOf(clients.codedeploy, id);
      const shift = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic');
      return shift?.status === 'InProgress' ? true : undefined;
    });
    const canary = await momentOf(outputs, id);
    await allEventsSucceeded(clients, id);
    const window = await momentOf(outputs, id);
    const waited = await waitUntilDeploymentSuccessful(
      { client: clients.codedeploy, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
      { deploymentId: id },
    );
    // Targets that were deregistered are told for as long as they drain.
    await eventually('blue has left', async () => ((await healthOf(groups.blue)).length === 0 ? true : undefined));
    return { before, canary, window, waited: waited.state, after: await momentOf(outputs, id) };
  }

  /** What each listener did is what its weights say, and answers come from whom they name. */
  function agrees({ production, test, bursts }: Moment) {
    const { blue, green } = groups;
    for (const [weights, seen] of [
      [production, bursts.production],
      [test, bursts.test],
    ] as const) {
      const p = (weights[green] ?? 0) / 100;
      const share = (seen.byGroup[green] ?? 0) / seen.requests;
      expect(Math.abs(share - p)).toBeLessThanOrEqual(4 * Math.sqrt((p * (1 - p)) / seen.requests));
      expect([seen.byRelease['v1'], seen.byRelease['v2']]).toEqual([seen.byGroup[blue], seen.byGroup[green]]);
    }
  }

  /** Looks, sends, looks again: only when nothing changed meanwhile was it one moment. */
  const momentOf = (outputs: Outputs, id: string): Promise<Moment> =>
    eventually('a moment in which nothing changes', async () => {
      const before = await viewOf(outputs, id);
      const bursts = {
        production: await burst(rehearsal.engine, outputs['ProductionListenerArn'] ?? '', REQUESTS),
        test: await burst(rehearsal.engine, outputs['TestListenerArn'] ?? '', REQUESTS / 10),
      };
      const after = await viewOf(outputs, id);
      return JSON.stringify(before) === JSON.stringify(after) ? { ...after, bursts } : undefined;
    });

  async function viewOf(outputs: Outputs, id: string): Promise<Omit<Moment, 'bursts'>> {
    const { blue, green } = groups;
    const { info, target } = await sightOf(rehearsal.clients.codedeploy, id);
    const named = (name: string | undefined) =>
      [blue, green].find((arn) => arn.split('/')[1] === name) ?? `${name} (unknown)`;
    return {
      status: info.status,
      events: (target?.lifecycleEvents ?? []).map(
        ({ lifecycleEventName, status }) => `${lifecycleEventName} ${status}`,
      ),
      production: await weightsOf(outputs['ProductionListenerArn']),
      test: await weightsOf(outputs['TestListenerArn']),
      taskSets: Object.fromEntries(
        (target?.taskSetsInfo ?? []).map(({ targetGroup, trafficWeight }) => [named(targetGroup?.name), trafficWeight]),
      ),
      health: { [blue]: await healthOf(blue), [green]: await healthOf(green) },
    };
  }

  async function weightsOf(listener: string | undefined): Promise<Record<string, number>> {
    const { Listeners: [described] = [] } = await elb.send(
      new DescribeListenersCommand({ ListenerArns: [listener ?? ''] }),
    );
    const groups = described?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups ?? [];
    return Object.fromEntries(groups.map(({ TargetGroupArn = '', Weight = 0 }) => [TargetGroupArn, Weight]));
  }

  async function healthOf(group: string): Promise<string[]> {
    const { TargetHealthDescriptions = [] } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: group }),
    );
    return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State ?? 'unknown');
  }
});
