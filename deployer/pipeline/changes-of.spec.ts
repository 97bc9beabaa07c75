import { describe, expect, it } from '@jest/globals';
import { changesOf, type Look } from './changes-of.ts';
import { describeEvent } from './describe-event.ts';
import { approvalRun, AT, execution, run } from './testing/fixtures.ts';

const look = (overrides: Partial<Look> = {}): Look => ({
  at: AT,
  pipeline: 'picus',
  execution: execution(),
  runs: [],
  waits: undefined,
  ...overrides,
});
const text = (before: Look | undefined, now: Look) =>
  changesOf(before, now)
    .flatMap(describeEvent)
    .map((line) => line.text);

describe('what a watcher of a pipeline prints', () => {
  it('at the first look', () => {
    expect(
      text(undefined, look({ runs: [run({ status: 'Succeeded', updatedAt: AT - 12_000 }), approvalRun()] })),
    ).toEqual([
      '  +1:00  execution                  e-1 InProgress, started by WebhookV2',
      '  +1:00  commit                     c0ffee1 one',
      '  +1:00  Build.Synth                succeeded after 18 s',
      '  +1:00  Prod.Approve               in progress',
      '  +1:00  Prod.Approve               waits for a decision: Release to prod',
      '  +1:00                             decide with: npm run release -- approve --pipeline picus --execution e-1 --comment "…" (or reject)',
    ]);
  });

  it('nothing when nothing changed', () => {
    const same = { runs: [run(), approvalRun()], waits: { stage: 'Prod', heldBy: 'e-0', disabled: undefined } };
    expect(text(look(same), look({ ...same, at: AT + 9000 }))).toEqual([]);
  });

  it('for a failure, in one line and in red', () => {
    const error = { code: 'JobFailed', message: 'Build terminated\n  with state: \u001B[31mFAILED\u0007' };
    const events = changesOf(
      look({ runs: [run()] }),
      look({ runs: [run({ status: 'Failed', error })], execution: execution({ status: 'Failed' }) }),
    );
    expect(events.flatMap(describeEvent)).toEqual([
      {
        tone: 'bad',
        text: '  +1:00  Build.Synth                failed after 30 s: JobFailed: Build terminated with state: FAILED',
      },
      { tone: 'bad', text: '  +1:00  execution                  e-1 Failed' },
    ]);
  });

  it('for the runs of a retry, beside those that failed', () => {
    const failed = run({ status: 'Failed' });
    expect(text(look({ runs: [failed] }), look({ runs: [failed, run({ id: 'again' })] }))).toEqual([
      '  +1:00  Build.Synth                in progress',
    ]);
  });

  it('for a commit that becomes known, and for waiting before a stage', () => {
    const before = look({ execution: execution({ revision: undefined }) });
    const waits = { stage: 'Prod', heldBy: 'e-0', disabled: undefined };
    const closed = { ...waits, disabled: 'no releases\non Fridays' };
    expect(text(before, look({ waits }))).toEqual([
      '  +1:00  commit                     c0ffee1 one',
      '  +1:00  Prod                       is entered when execution e-0 has left it',
    ]);
    expect(text(look({ waits }), look({ waits: closed }))).toEqual([
      '  +1:00  Prod                       cannot be entered: the transition is disabled (no releases on Fridays)',
    ]);
  });

  it('of a log, without what a terminal would obey', () => {
    const base = { at: AT, elapsedMs: 0, pipeline: 'picus', executionId: 'e-1', stage: 'Build', action: 'Synth' };
    const message = '\u001B[2J\u001B]0;title\u0007\tok \u001B[32mgreen\u001B[0m ';
    expect(describeEvent({ ...base, event: 'log', message })).toEqual([
      { tone: 'faint', text: 'Build.Synth | \tok green' },
    ]);
  });
});
