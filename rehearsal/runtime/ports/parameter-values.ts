import type { Scope } from '../../kernel/scope.ts';

/** What task definitions and templates read of Parameter Store. */
export interface ParameterValues {
  /** Decrypted. `reference` is a name or an ARN, with `:<version>` behind it or not; undefined when there is no such value. */
  find(scope: Scope, reference: string): string | undefined;
}
