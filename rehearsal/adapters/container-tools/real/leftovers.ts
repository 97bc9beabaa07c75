import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../../../kernel/aws-error.ts';
import type { RealRuntime } from '../probe-runtime.ts';
import type { EngineIdentity } from '../settings.ts';

/** On every container that builds of an engine start in a real runtime. */
export const ENGINE_LABEL = 'rehearsal.engine';

export const labelOf = ({ pid, startTime }: EngineIdentity): string => `${pid}-${startTime.replaceAll(/\W+/g, '-')}`;

/** Real milliseconds for each call of the runtime. */
const LIMIT_MS = 30_000;

/** Removes the containers that an engine's builds left running. Returns what was done, a line each. */
export async function leftoversOf({ program }: RealRuntime, engine: EngineIdentity): Promise<string[]> {
  const run = (...args: string[]) => promisify(execFile)(program, args, { timeout: LIMIT_MS });
  try {
    const { stdout } = await run('ps', '--all', '--quiet', '--filter', `label=${ENGINE_LABEL}=${labelOf(engine)}`);
    const ids = stdout.split('\n').filter((id) => id !== '');
    if (ids.length === 0) return [];
    await run('rm', '--force', ...ids);
    return [`Containers that builds left were removed: ${ids.join(', ')}`];
  } catch (error) {
    return [`Containers that builds left could not be removed: ${messageOf(error)}`];
  }
}
