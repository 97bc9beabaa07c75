import type { EventPattern } from '../../domain/event/parse-pattern.ts';
import type { InputTransformer } from '../../domain/event/transform-input.ts';
import type { Scope } from '../../kernel/scope.ts';

/** A rule of the default bus: of events that match, of moments, or of both. */
export interface Rule {
  readonly arn: string;
  readonly name: string;
  readonly scope: Scope;
  description?: string;
  pattern?: { text: string; fields: EventPattern };
  /** Simulated milliseconds. */
  schedule?: { expression: string; everyMs: number };
  isEnabled: boolean;
  roleArn?: string;
  /** By id. */
  targets: Map<string, RuleTarget>;
  tags: Record<string, string>;
}

export interface RuleTarget {
  id: string;
  arn: string;
  /** What the target gets instead of the event. */
  input:
    | { kind: 'event' }
    | { kind: 'constant'; json: string }
    | { kind: 'path'; path: string }
    | { kind: 'transformer'; transformer: InputTransformer };
}
