import type { ActionDefinition, Patterns, PipelineDefinition, PushFilter } from './definition.ts';
import { sourceActionsOf } from './definition.ts';
import { matchesGlob } from './glob.ts';

/** What was pushed to a branch. */
export interface Push {
  /** As the source action names it: `owner/name`. */
  repositoryId: string;
  branch: string;
  /** The branch's new commit. */
  commitId: string;
  /** Files that the push changed, relative to the repository's root, with `/`. */
  files: readonly string[];
}

/** What of a pipeline decides whether a push starts it. */
export type Triggerable = Pick<PipelineDefinition, 'stages' | 'triggers'>;

/**
 * The source action that a push starts the pipeline for. With a trigger its filters decide and the action's BranchName does
 * not; without one, a push to that branch does, unless DetectChanges is false.
 * Source: user guide, "Automate starting pipelines using triggers and filtering" and "Add trigger with code push".
 */
export function triggeredAction(push: Push, pipeline: Triggerable): ActionDefinition | undefined {
  return sourceActionsOf(pipeline).find(
    (action) =>
      action.type.provider === 'CodeStarSourceConnection' &&
      action.configuration['FullRepositoryId'] === push.repositoryId &&
      startsFor(push, action, pipeline),
  );
}

function startsFor(push: Push, action: ActionDefinition, { triggers }: Triggerable): boolean {
  const { BranchName, DetectChanges } = action.configuration;
  const trigger = triggers.find(({ sourceActionName }) => sourceActionName === action.name);
  if (!trigger) return DetectChanges !== 'false' && push.branch === BranchName;
  if (trigger.push.length === 0) return push.branch === BranchName;
  return trigger.push.some((filter) => isTriggered(push, filter));
}

/** Whether one push filter lets a push to a branch through. A filter on tags lets none through. */
export function isTriggered(push: Pick<Push, 'branch' | 'files'>, { branches, filePaths, tags }: PushFilter): boolean {
  if (tags) return false;
  if (branches && !isWanted(push.branch, branches)) return false;
  // One changed file that counts is enough; a push that changes nothing but excluded files starts nothing.
  return !filePaths || push.files.some((file) => isWanted(file, filePaths));
}

function isWanted(text: string, { includes, excludes }: Patterns): boolean {
  if (excludes.some((pattern) => matchesGlob(text, pattern))) return false;
  return includes.length === 0 || includes.some((pattern) => matchesGlob(text, pattern));
}
