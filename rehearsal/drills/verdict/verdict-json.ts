import type { Verdict } from './judge-release.ts';

/**
 * The verdict as `--json` writes it. JSON has no infinity: where a single request went to the wrong side at 0 % or
 * 100 %, `standardErrors` is null and `judgement` is `off`.
 */
export const verdictJson = (verdict: Verdict, facts: { speed: number; startedAt: number; endedAt: number }): string =>
  `${JSON.stringify({ schemaVersion: 1, ...facts, ...verdict }, null, 2)}\n`;

/** What the file holds when there is no verdict: a machine that reads it finds `ok: false` and the reason, never nothing. */
export const failureJson = (error: string): string =>
  `${JSON.stringify({ schemaVersion: 1, ok: false, error, releases: [], functions: [], reasons: [error] }, null, 2)}\n`;
