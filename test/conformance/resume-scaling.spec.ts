import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResumedWorld } from './support/resumed-world.ts';
import { oneColour } from './support/two-colours.ts';

const kind = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;
const target = { ...kind, ResourceId: 'service/main/blue' };

let world: ResumedWorld;

beforeAll(async () => {
  world = await ResumedWorld.start();
  await world.create('colours', oneColour);
}, 60_000);

afterAll(() => world.stop());

/** All that is known of the scaling, asked of the engine that runs now. */
async function seen() {
  const client = new ApplicationAutoScalingClient(world.engine.clientConfig);
  const { ScalableTargets = [] } = await client.send(new DescribeScalableTargetsCommand(kind));
  const { ScalingPolicies } = await client.send(new DescribeScalingPoliciesCommand(kind));
  const ResourceARN = ScalableTargets[0]?.ScalableTargetARN;
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
  client.destroy();
  return { ScalableTargets, ScalingPolicies, Tags };
}

describe('a suspended service whose engine was killed', () => {
  it('is suspended as before, with its policy, its alarms and its tag', async () => {
    const client = new ApplicationAutoScalingClient(world.engine.clientConfig);
    const { ScalableTargetARN: ResourceARN } = await client.send(
      new RegisterScalableTargetCommand({
        ...target,
        MinCapacity: 1,
        MaxCapacity: 4,
        SuspendedState: { DynamicScalingInSuspended: true },
      }),
    );
    await client.send(new TagResourceCommand({ ResourceARN, Tags: { 'deployer:suspended': 'x' } }));
    await client.send(
      new PutScalingPolicyCommand({
        ...target,
        PolicyName: 'cpu',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 70,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        },
      }),
    );
    client.destroy();
    const before = await seen();
    expect(before).toMatchObject({
      ScalableTargets: [{ MaxCapacity: 4, SuspendedState: { DynamicScalingInSuspended: true } }],
      ScalingPolicies: [{ PolicyName: 'cpu' }],
      Tags: { 'deployer:suspended': 'x' },
    });
    await world.restart();
    expect(await seen()).toEqual(before);
  }, 60_000);
});
