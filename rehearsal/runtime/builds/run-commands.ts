import type { PhaseSection } from '../../domain/build/buildspec.ts';
import { nextCommand } from '../../domain/build/next-phase.ts';
import type { BuildShell } from '../ports/build-runner.ts';
import type { BuildLog } from './build-log.ts';
import { PhaseFailed } from './phase-failed.ts';
import type { PhaseTrack } from './phase-track.ts';

/** Runs a phase's commands, and its `finally`. Throws PhaseFailed with the first failure when all have run. */
export async function runCommands(
  section: PhaseSection | undefined,
  { shell, log, track }: { shell: BuildShell; log: BuildLog; track: PhaseTrack },
): Promise<void> {
  const statuses: number[] = [];
  let failure: string | undefined;
  for (;;) {
    const command = nextCommand(section, statuses);
    if (command === undefined) break;
    log.event(`Running command ${command}`);
    const status = await shell.run(command, failure === undefined && !track.hasFailed());
    track.throwIfInterrupted();
    statuses.push(status);
    if (status === 0) continue;
    log.event(`Command did not exit successfully ${command} exit status ${status}`);
    failure ??= `Error while executing command: ${command}. Reason: exit status ${status}`;
  }
  if (failure !== undefined) throw new PhaseFailed('COMMAND_EXECUTION_ERROR', log.masked(failure));
}
