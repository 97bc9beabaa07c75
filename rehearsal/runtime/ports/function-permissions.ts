import type { Scope } from '../../kernel/scope.ts';

/** Who wants to invoke a function. */
export interface InvokingService {
  /** For example `elasticloadbalancing.amazonaws.com`. */
  principal: string;
  /** The resource on whose behalf it asks. */
  sourceArn: string;
}

/** What a function's resource policy says of those who want to invoke it. */
export interface FunctionPermissions {
  /**
   * `reference` as Invoke takes it: each version and alias has a policy of its own. False when the function does not exist.
   */
  permits(scope: Scope, reference: string, service: InvokingService): boolean;
}
