import { DescribeNetworkInterfacesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeTargetHealthCommand,
  type Action,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerView } from './ports.ts';

/** @param loadBalancerArn `arn:…:loadbalancer/app/<name>/<id>` */
export function loadBalancerView(
  elb: ElasticLoadBalancingV2Client,
  ec2: EC2Client,
  loadBalancerArn: string,
): LoadBalancerView {
  return {
    async forwardedTo(listenerArn) {
      const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ ListenerArns: [listenerArn] }));
      return Listeners.flatMap(({ DefaultActions = [] }) => DefaultActions.flatMap(weightedGroups));
    },

    async targetStates(targetGroupArn) {
      const { TargetHealthDescriptions = [] } = await elb.send(
        new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
      );
      return new Map(
        TargetHealthDescriptions.map(({ Target, TargetHealth }) => [
          `${Target?.Id ?? '?'}:${Target?.Port ?? '?'}`,
          TargetHealth?.State ?? 'unknown',
        ]),
      );
    },

    // An internet-facing load balancer's name resolves to public addresses inside its VPC too. Its interfaces carry its name
    // in their description (ALB user guide, "Allow connections": description `ELB app/<name>/<id>`).
    async privateAddresses() {
      const { NetworkInterfaces = [] } = await ec2.send(
        new DescribeNetworkInterfacesCommand({
          Filters: [
            { Name: 'description', Values: [`ELB ${loadBalancerArn.slice(loadBalancerArn.indexOf('/') + 1)}`] },
          ],
        }),
      );
      return NetworkInterfaces.flatMap(({ PrivateIpAddress }) =>
        PrivateIpAddress === undefined ? [] : [PrivateIpAddress],
      );
    },
  };
}

/** A forward to one group may be written with or without ForwardConfig; a group without a weight counts 1. */
function weightedGroups({ ForwardConfig, TargetGroupArn }: Action): string[] {
  const groups = ForwardConfig?.TargetGroups ?? (TargetGroupArn === undefined ? [] : [{ TargetGroupArn, Weight: 1 }]);
  return groups.flatMap(({ TargetGroupArn: arn, Weight = 1 }) => (arn === undefined || Weight === 0 ? [] : [arn]));
}
