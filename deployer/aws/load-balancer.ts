import {
  type Action,
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TrafficGateway } from './gateways.ts';

export function loadBalancerGateway(client: ElasticLoadBalancingV2Client): TrafficGateway {
  return {
    async shares(listenerArns) {
      const { Listeners = [] } = await client.send(new DescribeListenersCommand({ ListenerArns: listenerArns }));
      return Object.fromEntries(
        Listeners.map(({ ListenerArn = '', DefaultActions = [] }) => [ListenerArn, sharesOf(DefaultActions)]),
      );
    },
    async targetHealth(TargetGroupArn) {
      const { TargetHealthDescriptions = [] } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
        target: `${Target?.Id ?? ''}:${Target?.Port ?? ''}`,
        state: TargetHealth?.State ?? 'unavailable',
        reason: TargetHealth?.Description ?? TargetHealth?.Reason,
      }));
    },
    async targetGroupArns(Names) {
      const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand({ Names }));
      return Object.fromEntries(
        TargetGroups.map(({ TargetGroupName = '', TargetGroupArn = '' }) => [TargetGroupName, TargetGroupArn]),
      );
    },
  };
}

/**
 * Percent by target group of a listener's default forward action. A group alone may be written as the scalar
 * TargetGroupArn; weights are relative to their sum (0–999 each).
 */
function sharesOf(actions: Action[]): Record<string, number> {
  const forward = actions.find((action) => action.Type === 'forward');
  const groups = forward?.ForwardConfig?.TargetGroups ?? [];
  if (groups.length === 0) return forward?.TargetGroupArn ? { [forward.TargetGroupArn]: 100 } : {};
  const sum = groups.reduce((total, group) => total + (group.Weight ?? 1), 0);
  const percent = (weight: number) => (sum === 0 ? 0 : Math.round((weight / sum) * 10_000) / 100);
  return Object.fromEntries(groups.map(({ TargetGroupArn = '', Weight = 1 }) => [TargetGroupArn, percent(Weight)]));
}
