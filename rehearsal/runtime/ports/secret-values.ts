import type { Scope } from '../../kernel/scope.ts';

/** Which value of which secret; what is absent has Secrets Manager's default. */
export interface SecretReference {
  /** Name or ARN, also an ARN without its six random characters. */
  secretId: string;
  /** A key of the value's JSON object; absent: the whole text. */
  jsonKey?: string | undefined;
  /** Default `AWSCURRENT`. */
  versionStage?: string | undefined;
  versionId?: string | undefined;
}

/** What task definitions, builds and templates read of Secrets Manager. Values never reach a log. */
export interface SecretValues {
  /** Throws an ApiError as Secrets Manager answers it (ResourceNotFoundException …); a text that says so where `jsonKey` is missing. */
  valueOf(scope: Scope, reference: SecretReference): string;
}
