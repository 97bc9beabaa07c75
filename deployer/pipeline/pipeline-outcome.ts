import { EXIT_CODES } from '../outcome.ts';

/**
 * Exit codes, as those of releases:
 * - done: what was asked was done; succeeded: the watched execution succeeded
 * - failed: the watched execution failed, was stopped, or was replaced by none
 * - notStarted: nothing was changed
 * - notSeen: the end was not seen in time; the execution goes on by itself
 */
export const PIPELINE_EXIT_CODES = {
  done: EXIT_CODES.done,
  succeeded: EXIT_CODES.done,
  failed: EXIT_CODES.rolledBack,
  notStarted: EXIT_CODES.notStarted,
  notSeen: EXIT_CODES.notSeen,
  interrupted: EXIT_CODES.interrupted,
} as const;

/** The last thing that `--json` writes. Times are epoch milliseconds. */
export interface PipelineOutcome {
  outcome: keyof typeof PIPELINE_EXIT_CODES;
  /** One line: what happened, or why it failed. */
  message: string;
  /** Further evidence, a line each. */
  details: string[];
  pipeline?: string;
  executionId?: string;
  /** Of the execution. */
  status?: string;
  stage?: string;
  action?: string;
  decision?: 'Approved' | 'Rejected';
  revision?: { id: string; message: string };
  waitsSince?: number;
  /** `status` only. */
  view?: object;
}
