import type { Scope } from '../../kernel/scope.ts';

/** What an AWS service tells, without what the bus adds to it. */
export interface ServiceEvent {
  /** For example `aws.codedeploy`. */
  source: string;
  detailType: string;
  /** ARNs. */
  resources: readonly string[];
  detail: object;
}

/** The default event bus of every account and region. */
export interface EventBus {
  /** Never throws: who tells has nothing to do with who listens. */
  publish(scope: Scope, event: ServiceEvent): void;
}
