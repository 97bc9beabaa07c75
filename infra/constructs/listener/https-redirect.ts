import { CfnListenerRule, type IListenerRef } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';

export interface HttpsRedirectProps {
  /** The one that speaks HTTP. */
  readonly listener: IListenerRef;
  /** What the certificate is for, whatever name the client came by. */
  readonly hostName: string;
}

/** Before every other rule of a listener. */
const FIRST = 1;

/**
 * Sends everybody who comes by HTTP to HTTPS, for good (301).
 *
 * A rule and not the listener's default action: it never holds a weight, so CloudFormation may own it; it takes effect in one
 * step for a listener that serves; and a rollback takes it away and finds the default action as it was.
 */
export class HttpsRedirect extends Construct {
  readonly rule: CfnListenerRule;

  constructor(scope: Construct, id: string, { listener, hostName }: HttpsRedirectProps) {
    super(scope, id);
    this.rule = new CfnListenerRule(this, 'Rule', {
      listenerArn: listener.listenerRef.listenerArn,
      priority: FIRST,
      conditions: [{ field: 'path-pattern', pathPatternConfig: { values: ['*'] } }],
      actions: [
        {
          type: 'redirect',
          // Path and query stay (ELBv2 API reference, RedirectActionConfig: defaults `/#{path}` and `#{query}`).
          redirectConfig: { protocol: 'HTTPS', host: hostName, port: '443', statusCode: 'HTTP_301' },
        },
      ],
    });
  }
}
