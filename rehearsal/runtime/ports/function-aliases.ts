import type { Scope } from '../../kernel/scope.ts';

/** Which versions answer for an alias. Source: Lambda API, AliasConfiguration and AliasRoutingConfiguration. */
export interface AliasRouting {
  /** Number of the version that gets what `additional` does not. */
  version: string;
  /** A second version and its share, 0 to 1. */
  additional?: { version: string; weight: number };
}

export interface AliasFacts extends AliasRouting {
  functionName: string;
  functionArn: string;
  aliasName: string;
  aliasArn: string;
}

/** All that a Lambda deployment reads and changes of a function. */
export interface FunctionAliases {
  /** Throws AwsError `ResourceNotFoundException` when function or alias is missing. `functionName` may be an ARN. */
  alias(scope: Scope, functionName: string, aliasName: string): AliasFacts;
  /** A published version of that number exists. */
  hasVersion(scope: Scope, functionName: string, version: string): boolean;
  /** The next invocation through the alias uses it. */
  route(scope: Scope, functionName: string, aliasName: string, routing: AliasRouting): void;
}
