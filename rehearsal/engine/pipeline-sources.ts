import type { Assembly } from '../domain/stack/assembly.ts';

/** A repository from which a pipeline takes what is pushed to a branch. */
export interface PipelineSource {
  /** `owner/name` */
  repositoryId: string;
  branch: string;
}

interface Template {
  Resources?: Record<string, { Type: string; Properties?: { Stages?: unknown } }>;
}

interface SourceAction {
  ActionTypeId?: { Provider?: unknown };
  Configuration?: { FullRepositoryId?: unknown; BranchName?: unknown };
}

/** What the pipelines of the assembly's own stacks (those outside every stage) listen to, each once. */
export function pipelineSources({ stacks }: Assembly): PipelineSource[] {
  const found = new Map<string, PipelineSource>();
  for (const { templateBody } of stacks)
    for (const { Type, Properties } of Object.values((JSON.parse(templateBody) as Template).Resources ?? {})) {
      if (Type !== 'AWS::CodePipeline::Pipeline' || !Array.isArray(Properties?.Stages)) continue;
      for (const { Actions = [] } of Properties.Stages as { Actions?: SourceAction[] }[])
        for (const { ActionTypeId, Configuration } of Actions) {
          const { FullRepositoryId: repositoryId, BranchName: branch } = Configuration ?? {};
          if (ActionTypeId?.Provider !== 'CodeStarSourceConnection') continue;
          if (typeof repositoryId === 'string' && typeof branch === 'string')
            found.set(`${repositoryId} ${branch}`, { repositoryId, branch });
        }
    }
  return [...found.values()];
}
