import type { ExecutionObservation } from './verdict/judge-execution.ts';
import type { FunctionObservation } from './verdict/judge-function.ts';
import type { ReleaseObservation } from './verdict/observation.ts';

/** What was seen of all drills that were played. */
export interface Sequence {
  releases: ReleaseObservation[];
  functions: FunctionObservation[];
  /** Of the pipeline, where the releases were commits. */
  executions: ExecutionObservation[];
}

/** Labels of the releases, as `/version` tells them. */
export const LABELS = { first: 'v1', good: 'v2', bad: 'v3', badFunction: 'v4' };
