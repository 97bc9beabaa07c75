import { COMMAND_PHASES, type Buildspec, type CommandPhase, type PhaseSection } from './buildspec.ts';

export interface PhaseOutcome {
  phase: CommandPhase;
  failed: boolean;
}

/**
 * What comes after the phases that are done: another phase of commands, the upload, or the end.
 * A failed install or pre_build ends the build; post_build runs after a failed build, too, and the upload is always tried once
 * build was. `on-failure` says otherwise: CONTINUE goes on, ABORT ends at once, without an upload (unverified).
 * Source: CodeBuild user guide, "Build phase transitions", and "Build specification reference", phases and on-failure.
 */
export function nextPhase(
  spec: Pick<Buildspec, 'phases'>,
  done: readonly PhaseOutcome[],
): CommandPhase | 'upload' | 'end' {
  const last = done.at(-1);
  if (!last) return COMMAND_PHASES[0];
  const following = COMMAND_PHASES[COMMAND_PHASES.indexOf(last.phase) + 1] ?? 'upload';
  if (!last.failed) return following;
  const onFailure = spec.phases[last.phase]?.onFailure;
  if (onFailure === 'CONTINUE') return following;
  if (onFailure === 'ABORT') return 'end';
  return last.phase === 'build' || last.phase === 'post_build' ? following : 'end';
}

/**
 * The next command of a phase, given the exit statuses of those that ran: the first failure skips the rest of its block, and
 * `finally` runs in any case. Undefined when the phase is over. Source: "Build specification reference", finally.
 */
export function nextCommand(section: PhaseSection | undefined, statuses: readonly number[]): string | undefined {
  if (!section) return undefined;
  const failedAt = statuses.findIndex((status, index) => status !== 0 && index < section.commands.length);
  const ranCommands = failedAt === -1 ? Math.min(statuses.length, section.commands.length) : failedAt + 1;
  if (failedAt === -1 && ranCommands < section.commands.length) return section.commands[ranCommands];
  const cleanup = statuses.slice(ranCommands);
  return cleanup.some((status) => status !== 0) ? undefined : section.finally[cleanup.length];
}
