import { Duration, Stack } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer, IListenerRef, ITargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AwsCustomResource, PhysicalResourceId, PhysicalResourceIdReference } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { TargetGroupPair } from '../target-group/target-group-pair.ts';
import type { ListenerHandler } from './listener-handler.ts';

export interface ShiftedListenerProps {
  readonly handler: ListenerHandler;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly port: number;
  readonly protocol: 'HTTP';
  readonly targetGroups: TargetGroupPair;
}

/**
 * A listener whose traffic CodeDeploy moves, and CloudFormation never.
 *
 * `AWS::ElasticLoadBalancingV2::Listener` sends its default action with every update, and with every rollback of one, and so
 * takes traffic back to where the template says (aws-cdk#36649). Here only the creation names an action, with all traffic on
 * blue; an update leaves actions out, and ModifyListener keeps what is not named (ELBv2 API reference, ModifyListener).
 */
export class ShiftedListener extends Construct implements IListenerRef {
  readonly listenerArn: string;
  readonly port: number;

  constructor(scope: Construct, id: string, props: ShiftedListenerProps) {
    super(scope, id);
    const { handler, loadBalancer, port, protocol, targetGroups } = props;
    const settings = { Port: port, Protocol: protocol };
    const existing = { ListenerArn: new PhysicalResourceIdReference() };

    const listener = new AwsCustomResource(this, 'Resource', {
      resourceType: 'Custom::ShiftedListener',
      installLatestAwsSdk: false,
      timeout: Duration.minutes(1),
      role: handler.role,
      logGroup: handler.logGroup,
      onCreate: {
        ...answeringWithListener('createListener'),
        parameters: {
          LoadBalancerArn: loadBalancer.loadBalancerArn,
          ...settings,
          DefaultActions: [allOnBlue(targetGroups)],
        },
      },
      onUpdate: { ...answeringWithListener('modifyListener'), parameters: { ...existing, ...settings } },
      onDelete: {
        service: SERVICE,
        action: 'deleteListener',
        parameters: existing,
        // A creation that failed has no listener: its physical id is then a log stream's name, which is not a valid ARN.
        ignoreErrorCodesMatching: 'ListenerNotFound|ValidationError',
      },
    });
    this.listenerArn = listener.getResponseField(ARN_IN_RESPONSE);
    this.port = port;
  }

  get listenerRef() {
    return { listenerArn: this.listenerArn };
  }

  get env() {
    const { account, region } = Stack.of(this);
    return { account, region };
  }
}

const SERVICE = '@aws-sdk/client-elastic-load-balancing-v2';
const ARN_IN_RESPONSE = 'Listeners.0.ListenerArn';

const answeringWithListener = (action: 'createListener' | 'modifyListener') => ({
  service: SERVICE,
  action,
  physicalResourceId: PhysicalResourceId.fromResponse(ARN_IN_RESPONSE),
  outputPaths: [ARN_IN_RESPONSE],
});

const allOnBlue = ({ blue, green }: TargetGroupPair) => ({
  Type: 'forward',
  ForwardConfig: { TargetGroups: [weighted(blue, 100), weighted(green, 0)] },
});

const weighted = ({ targetGroupArn }: ITargetGroup, Weight: number) => ({ TargetGroupArn: targetGroupArn, Weight });
