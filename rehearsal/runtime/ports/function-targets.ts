import type { Scope } from '../../kernel/scope.ts';

export interface FunctionTarget {
  /** With the version or alias that the load balancer invokes. */
  functionArn: string;
  targetGroupArn: string;
  /** The attribute `lambda.multi_value_headers.enabled`, asked for each request. */
  multiValueHeaders: () => boolean;
}

export interface FunctionEndpoint {
  /** Loopback. */
  host: string;
  port: number;
  /** Requests under way lose their connection; what was invoked goes on. */
  close(): Promise<void>;
}

/** Lets the load balancer reach functions as it reaches everything else: over HTTP. */
export interface FunctionTargets {
  /** Whether the function exists and its resource policy lets the target group invoke it. */
  permits(scope: Scope, target: Pick<FunctionTarget, 'functionArn' | 'targetGroupArn'>): boolean;
  /** Opens an endpoint that turns requests into invocations. */
  open(scope: Scope, target: FunctionTarget): Promise<FunctionEndpoint>;
}
