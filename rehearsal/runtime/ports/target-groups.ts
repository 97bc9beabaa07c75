import type { Scope } from '../../kernel/scope.ts';
import type { Signal } from '../../kernel/signal.ts';

/** A target as ECS registers it, with the local socket that really answers. */
export interface Target {
  /** Private address in the subnet, AWS-shaped, for example `10.0.128.17`. */
  id: string;
  /** The container's port. */
  port: number;
  /** Where the process really listens, on loopback. */
  endpoint: { host: string; port: number };
}

/** States of DescribeTargetHealth. Source: ELBv2 API, TargetHealthStateEnum. */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining' | 'unavailable';

export interface TargetHealth {
  /** Address, or a function's ARN. */
  id: string;
  /** Absent of functions. */
  port?: number;
  state: TargetState;
  /** For example `Elb.RegistrationInProgress`, `Target.FailedHealthChecks`. */
  reason?: string;
  description?: string;
}

export interface TargetGroupFacts {
  arn: string;
  name: string;
  /** `targetgroup/<name>/<id>`: the value of the CloudWatch dimension TargetGroup. */
  fullName: string;
  loadBalancerArns: string[];
}

/** What ECS and CodeDeploy need of target groups. Unknown ARNs throw AwsError `TargetGroupNotFound`. */
export interface TargetGroups {
  byArn(scope: Scope, arn: string): TargetGroupFacts;
  byName(scope: Scope, name: string): TargetGroupFacts;
  register(scope: Scope, arn: string, targets: Target[]): Promise<void>;
  /** Starts draining; resolves at once. A drained target leaves `health`. */
  deregister(scope: Scope, arn: string, targets: { id: string; port: number }[]): Promise<void>;
  health(scope: Scope, arn: string): TargetHealth[];
  /** Fires with the target group's ARN whenever a target's state changes. */
  readonly changed: Signal<string>;
}
