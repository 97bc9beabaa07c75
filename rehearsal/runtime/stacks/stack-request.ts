import type { IncludedTemplate } from '../../domain/stack/included-template.ts';
import type { ResolvedParameter } from '../../domain/stack/parameters.ts';

/** A template and what its parameters are to be. */
export interface StackRequest {
  name: string;
  templateBody?: string;
  templateUrl?: string;
  /** UpdateStack only. */
  usePreviousTemplate?: boolean;
  parameters?: Record<string, string>;
  usePreviousParameters?: string[];
  tags?: Record<string, string>;
  capabilities?: string[];
  terminationProtection?: boolean;
  disableRollback?: boolean;
}

/** A request that was read, checked and found possible. */
export interface PreparedTemplate {
  body: string;
  included: IncludedTemplate;
  parameters: Record<string, ResolvedParameter>;
}
