import type {
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancing } from '../../../runtime/load-balancing/load-balancing.ts';
import type { Handler } from '../../../wire/service-table.ts';
import { toListener } from '../mapping.ts';

type Operation = Handler<DescribeListenersCommandInput, Omit<DescribeListenersCommandOutput, '$metadata'>>;

export const describeListeners =
  (loadBalancing: LoadBalancing): Operation =>
  (input, { scope }) => {
    const listeners = loadBalancing.listeners.list(scope, {
      arns: input.ListenerArns,
      loadBalancerArn: input.LoadBalancerArn,
    });
    return { Listeners: listeners.map(toListener) };
  };
