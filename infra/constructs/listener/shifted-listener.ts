import { Duration, Stack } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer, IListenerRef } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AwsCustomResource, PhysicalResourceId, PhysicalResourceIdReference } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { ForwardedGroup } from './forwarded-group.ts';
import type { ListenerHandler } from './listener-handler.ts';

export interface ShiftedListenerProps {
  readonly handler: ListenerHandler;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly port: number;
  /** Of a certificate in the stack's region: with it the listener speaks HTTPS, without it HTTP. */
  readonly certificateArn: string | undefined;
  /** Where traffic goes at first: see `allOnBlue` and `LiveWeights`. Changes nothing later. */
  readonly firstGroups: readonly ForwardedGroup[];
}

/**
 * TLS 1.3 and 1.2, with forward secrecy and without CBC. AWS recommends the same with post-quantum key exchange
 * (…-Res-PQ-2025-09; ALB user guide, "Security policies"), which an update in place can bring; the rehearsal cannot honour it.
 */
const TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';

/**
 * A listener whose traffic CodeDeploy moves, and CloudFormation never.
 *
 * `AWS::ElasticLoadBalancingV2::Listener` sends its default action with every update, and with every rollback of one, and so
 * takes traffic back to where the template says (aws-cdk#36649). Here only the creation names an action; an update leaves
 * actions out, and ModifyListener keeps what is not named. Protocol, certificate and policy it may change, all at once: HTTPS
 * needs both others, and HTTP drops them (ELBv2 API reference, ModifyListener).
 */
export class ShiftedListener extends Construct implements IListenerRef {
  readonly listenerArn: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';

  constructor(scope: Construct, id: string, props: ShiftedListenerProps) {
    super(scope, id);
    const { handler, loadBalancer, port, certificateArn, firstGroups } = props;
    this.port = port;
    this.protocol = certificateArn === undefined ? 'HTTP' : 'HTTPS';
    const settings = {
      Port: port,
      Protocol: this.protocol,
      ...(certificateArn !== undefined && {
        SslPolicy: TLS_POLICY,
        Certificates: [{ CertificateArn: certificateArn }],
      }),
    };
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
          DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: firstGroups } }],
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
