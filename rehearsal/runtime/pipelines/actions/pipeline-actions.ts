import type { BuildStarter } from '../../ports/builds.ts';
import type { PipelineAction } from '../../ports/pipeline-actions.ts';
import type { PipelineArtifacts } from '../../ports/pipeline-artifacts.ts';
import type { SourceRevisions } from '../../ports/source-revisions.ts';
import type { Stacks } from '../../stacks/stacks.ts';
import { codeBuildAction } from './code-build.ts';
import { sourceConnectionAction } from './source-connection.ts';
import { stackAction } from './stack.ts';

export interface PipelineActionsDeps {
  artifacts: PipelineArtifacts;
  builds: BuildStarter;
  stacks: () => Stacks;
  /** Without it, sources fail and say so. */
  revisions: SourceRevisions | undefined;
}

/** What runs the action types of action-types.ts; approvals are the runner's. */
export function pipelineActions({
  artifacts,
  builds,
  stacks,
  revisions,
}: PipelineActionsDeps): Record<string, PipelineAction> {
  return {
    'Source/AWS/CodeStarSourceConnection/1': sourceConnectionAction(revisions),
    'Build/AWS/CodeBuild/1': codeBuildAction(builds),
    'Test/AWS/CodeBuild/1': codeBuildAction(builds),
    'Deploy/AWS/CloudFormation/1': stackAction({ artifacts, stacks }),
  };
}
