import type { PushedBranch } from '../adapters/git-remote/git-remote.ts';
import type { Pipelines } from '../runtime/pipelines/pipelines.ts';

/** Starts what the push starts, and says it to who pushed. */
export function announcePush(pipelines: Pipelines, push: PushedBranch): string[] {
  const started = pipelines.pushed(push);
  if (started.length > 0)
    return started.map(({ pipeline, executionId }) => `Pipeline ${pipeline} starts: execution ${executionId}`);
  const what = push.files.length === 0 ? 'It changes no file' : `It changes ${listed(push.files)}`;
  return [`No pipeline starts for branch ${push.branch}. ${what}; the pipeline's triggers say what starts it.`];
}

const SHOWN = 3;

const listed = (files: readonly string[]): string =>
  files.length <= SHOWN ? files.join(', ') : `${files.slice(0, SHOWN).join(', ')} and ${files.length - SHOWN} more`;
