import { Duration, Token } from 'aws-cdk-lib';
import { AwsCustomResource, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { ForwardedGroup } from './forwarded-group.ts';
import type { ListenerHandler } from './listener-handler.ts';
import type { ShiftedListener } from './shifted-listener.ts';

export interface LiveWeightsProps {
  readonly handler: ListenerHandler;
  readonly listener: ShiftedListener;
}

/**
 * Where a listener forwards to at the moment of the deployment, for another one to start with.
 *
 * The template holds references, never weights. Whatever is read later changes only what a creation would say.
 */
export class LiveWeights extends Construct {
  readonly groups: readonly ForwardedGroup[];

  constructor(scope: Construct, id: string, { handler, listener }: LiveWeightsProps) {
    super(scope, id);
    const live = new AwsCustomResource(this, 'Resource', {
      resourceType: 'Custom::LiveWeights',
      installLatestAwsSdk: false,
      timeout: Duration.minutes(1),
      role: handler.role,
      logGroup: handler.logGroup,
      // Asked at the creation too. Without a call an update would answer nothing, and what refers to the answer would fail.
      onUpdate: {
        service: '@aws-sdk/client-elastic-load-balancing-v2',
        action: 'describeListeners',
        parameters: { ListenerArns: [listener.listenerArn] },
        physicalResourceId: PhysicalResourceId.of(id),
        outputPaths: GROUPS.flatMap((index) => [arnPath(index), weightPath(index)]),
      },
    });
    this.groups = GROUPS.map((index) => ({
      TargetGroupArn: live.getResponseField(arnPath(index)),
      Weight: Token.asNumber(live.getResponseFieldReference(weightPath(index))),
    }));
  }
}

/** Both of the pair are named, the idle one with weight 0, before the first release and after each. */
const GROUPS = [0, 1];
const groupPath = (index: number) => `Listeners.0.DefaultActions.0.ForwardConfig.TargetGroups.${index}`;
const arnPath = (index: number) => `${groupPath(index)}.TargetGroupArn`;
const weightPath = (index: number) => `${groupPath(index)}.Weight`;
