import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnListenerRule, CfnTargetGroup, type IListenerRef } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ShiftedAlias } from './shifted-alias.ts';

export interface FunctionRouteProps {
  /** Of the target group: at most 32 characters. */
  readonly name: string;
  readonly alias: ShiftedAlias;
  readonly method: string;
  /** As a rule has it: `*` and `?` stand for any characters. */
  readonly path: string;
  /** Among the rules of each listener; the lowest is asked first. */
  readonly priority: number;
  readonly listeners: Readonly<Record<'Production' | 'Test', IListenerRef>>;
}

/** Requests of one method and path, on both listeners, to a function's alias. Which version answers is the alias' matter. */
export class FunctionRoute extends Construct {
  readonly targetGroup: CfnTargetGroup;
  readonly rules: readonly CfnListenerRule[];

  constructor(scope: Construct, id: string, props: FunctionRouteProps) {
    super(scope, id);
    const { name, alias, method, path, priority, listeners } = props;

    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: alias.aliasArn,
      principal: 'elasticloadbalancing.amazonaws.com',
      // A group registers its targets as it is created, and the load balancer must be allowed by then, so this cannot refer
      // to the group. Its name is fixed, and Lambda compares with StringLike (Lambda API reference, AddPermission).
      sourceArn: Stack.of(this).formatArn({
        service: 'elasticloadbalancing',
        resource: 'targetgroup',
        resourceName: `${name}/*`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    });
    permission.node.addDependency(alias);

    this.targetGroup = new CfnTargetGroup(this, 'TargetGroup', {
      name,
      targetType: 'lambda',
      // A check would be an invocation, paid and counted; the load balancer asks a function that is not checked.
      healthCheckEnabled: false,
      targetGroupAttributes: [{ key: 'lambda.multi_value_headers.enabled', value: 'false' }],
      targets: [{ id: alias.aliasArn }],
    });
    this.targetGroup.node.addDependency(permission);

    this.rules = Object.entries(listeners).map(
      ([listenerId, { listenerRef }]) =>
        new CfnListenerRule(this, `${listenerId}Rule`, {
          listenerArn: listenerRef.listenerArn,
          priority,
          conditions: [
            { field: 'http-request-method', httpRequestMethodConfig: { values: [method] } },
            { field: 'path-pattern', pathPatternConfig: { values: [path] } },
          ],
          actions: [{ type: 'forward', targetGroupArn: this.targetGroup.ref }],
        }),
    );
  }
}
