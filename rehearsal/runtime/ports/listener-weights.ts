import type { Scope } from '../../kernel/scope.ts';

export interface WeightedGroup {
  targetGroupArn: string;
  /** 0–999; CodeDeploy uses percent. */
  weight: number;
}

/** The one write that a deployment makes on a load balancer: a listener's default forward action. */
export interface ListenerWeights {
  /** The groups of the default forward action. Throws AwsError `ListenerNotFound`. */
  read(scope: Scope, listenerArn: string): WeightedGroup[];
  /** Resolves when the data plane uses the weights for every new request. */
  write(scope: Scope, listenerArn: string, groups: WeightedGroup[]): Promise<void>;
}
