import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { requestGateway } from '../../deployer/aws/request-counts.ts';
import { BLUE, GREEN, PRODUCTION } from '../../deployer/testing/fixtures.ts';
import { comparedRequests } from '../../rehearsal/drills/compared-requests.ts';
import type { Stage } from '../../rehearsal/drills/stage.ts';
import { ManualClock } from '../../rehearsal/kernel/manual-clock.ts';
import { Alarms } from '../../rehearsal/runtime/alarms/alarms.ts';
import { MetricStore } from '../../rehearsal/runtime/metrics/metric-store.ts';
import { cloudwatchApi } from '../../rehearsal/services/cloudwatch/cloudwatch-api.ts';
import { startGateway, TEST_SCOPE, type TestGateway } from './support/gateway.ts';

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 0, 1, 12);
const BALANCER = 'app/svc/0000000000000003';

let metrics: MetricStore;
let stackOutputs: Record<string, string>;
let gateway: TestGateway;
let client: CloudWatchClient;
let stacks: CloudFormationClient;

beforeEach(async () => {
  const clock = new ManualClock();
  metrics = new MetricStore();
  stackOutputs = { RequestsToCompare: '50', MinutesToCompare: '2' };
  gateway = await startGateway([
    cloudwatchApi({ alarms: new Alarms({ clock }), metrics, clock }),
    {
      name: 'cloudformation',
      client: cloudformation,
      gaps: [],
      operations: {
        DescribeStacks: () => ({
          Stacks: [
            {
              StackName: 'svc',
              CreationTime: new Date(T0),
              StackStatus: 'CREATE_COMPLETE',
              Outputs: Object.entries(stackOutputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
            },
          ],
        }),
      },
    },
  ]);
  client = new CloudWatchClient(gateway.clientConfig());
  stacks = new CloudFormationClient(gateway.clientConfig());
});

afterEach(async () => {
  client.destroy();
  stacks.destroy();
  await gateway.close();
});

/** As the load balancer reports them: one sample a request. */
const requests = (group: string, at: number, count: number) =>
  metrics.record(TEST_SCOPE, [
    {
      namespace: 'AWS/ApplicationELB',
      name: 'RequestCount',
      dimensions: { TargetGroup: group.slice(group.indexOf('targetgroup/')), LoadBalancer: BALANCER },
      at,
      values: Array.from<number>({ length: count }).fill(1),
      unit: 'Count',
    },
  ]);

describe('the release tool', () => {
  const read = (from: number, until: number, minuteMs = MINUTE) =>
    requestGateway(client).byMinute({ listener: PRODUCTION, targetGroups: [BLUE, GREEN], from, until, minuteMs });

  it('reads the requests of both groups by the minute, and only of the range', async () => {
    requests(BLUE, T0 - 1000, 7);
    requests(BLUE, T0 + 1000, 90);
    requests(GREEN, T0 + 59_000, 10);
    requests(BLUE, T0 + MINUTE, 80);
    requests(GREEN, T0 + 2 * MINUTE, 100);
    expect(await read(T0, T0 + 2 * MINUTE)).toEqual([
      { at: T0, requests: [90, 10] },
      { at: T0 + MINUTE, requests: [80, 0] },
    ]);
  });

  it('reads shortened minutes', async () => {
    requests(BLUE, T0 + 100, 9);
    requests(GREEN, T0 + 1100, 1);
    expect(await read(T0, T0 + 3000, 1000)).toEqual([
      { at: T0, requests: [9, 0] },
      { at: T0 + 1000, requests: [0, 1] },
    ]);
  });

  it('finds nothing where nothing was', async () => {
    expect(await read(T0, T0 + MINUTE)).toEqual([]);
  });
});

describe('a drill', () => {
  const compared = (weights: { at: number; asked: number }[]) => {
    const stage = {
      engine: { world: { clock: { toReal: (ms: number) => ms / 60 } } },
      clients: { cloudwatch: client, cloudformation: stacks },
      product: { drill: { serviceStack: 'svc' } },
    };
    return comparedRequests(stage as unknown as Stage, BALANCER, [BLUE, GREEN], weights);
  };
  const shift = [
    { at: T0 - 9000, asked: 0 },
    { at: T0 + 300, asked: 10 },
    { at: T0 + 4700, asked: 100 },
  ];

  it('sees what the version with fewer had in each whole minute of the shift, as short as the alarms have it', async () => {
    for (let second = 0; second < 6; second++) {
      requests(BLUE, T0 + second * 1000, 180);
      requests(GREEN, T0 + second * 1000, 10 * second);
    }
    expect(await compared(shift)).toEqual({ requestsNeeded: 50, minutesNeeded: 2, fewer: [10, 20, 30] });
  });

  it('sees none where all traffic moved at once, or the shift was not over', async () => {
    const none = { requestsNeeded: 50, minutesNeeded: 2, fewer: [] };
    expect(await compared([shift[0]!, { at: T0, asked: 100 }])).toEqual(none);
    expect(await compared(shift.slice(0, 2))).toEqual(none);
  });

  it('says nothing of a stack that compares nothing', async () => {
    stackOutputs = {};
    expect(await compared(shift)).toBeUndefined();
  });
});
