import { describe, expect, it } from '@jest/globals';
import type { CommandPhase, PhaseSection } from './buildspec.ts';
import { nextCommand, nextPhase, type PhaseOutcome } from './next-phase.ts';

const section = (more: Partial<PhaseSection> = {}): PhaseSection => ({
  commands: ['one', 'two'],
  finally: ['last', 'very last'],
  onFailure: undefined,
  ...more,
});

/** The way of a build whose phases fail where they are named. */
function way(failing: readonly CommandPhase[], onFailure: Partial<Record<CommandPhase, 'ABORT' | 'CONTINUE'>> = {}) {
  const phases = Object.fromEntries(
    Object.entries(onFailure).map(([phase, choice]) => [phase, section({ onFailure: choice })]),
  );
  const done: PhaseOutcome[] = [];
  for (;;) {
    const next = nextPhase({ phases }, done);
    if (next === 'upload' || next === 'end') return [...done.map(({ phase }) => phase), next].join(' ');
    done.push({ phase: next, failed: failing.includes(next) });
  }
}

describe('nextPhase', () => {
  it.each<[string, string]>([
    ['', 'install pre_build build post_build upload'],
    ['install', 'install end'],
    ['pre_build', 'install pre_build end'],
    ['build', 'install pre_build build post_build upload'],
    ['post_build', 'install pre_build build post_build upload'],
  ])('failing %s: %s', (failing, expected) => {
    expect(way(failing === '' ? [] : [failing as CommandPhase])).toBe(expected);
  });

  it('follows on-failure', () => {
    expect(way(['install'], { install: 'CONTINUE' })).toBe('install pre_build build post_build upload');
    expect(way(['install', 'pre_build'], { install: 'CONTINUE' })).toBe('install pre_build end');
    expect(way(['build'], { build: 'ABORT' })).toBe('install pre_build build end');
    expect(way(['post_build'], { post_build: 'ABORT' })).toBe('install pre_build build post_build end');
    expect(way([], { build: 'ABORT', install: 'CONTINUE' })).toBe('install pre_build build post_build upload');
  });
});

describe('nextCommand', () => {
  it.each<[number[], string | undefined]>([
    [[], 'one'],
    [[0], 'two'],
    [[0, 0], 'last'],
    [[0, 0, 0], 'very last'],
    [[0, 0, 0, 0], undefined],
    [[1], 'last'],
    [[1, 0], 'very last'],
    [[1, 0, 0], undefined],
    [[0, 2], 'last'],
    [[0, 0, 1], undefined],
    [[1, 1], undefined],
  ])('after %j: %s', (statuses, expected) => {
    expect(nextCommand(section(), statuses)).toBe(expected);
  });

  it('has nothing to run in a phase that the buildspec does not name', () => {
    expect(nextCommand(undefined, [])).toBeUndefined();
    expect(nextCommand(section({ commands: [], finally: [] }), [])).toBeUndefined();
    expect(nextCommand(section({ commands: [] }), [])).toBe('last');
  });
});
