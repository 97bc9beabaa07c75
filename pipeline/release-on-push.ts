import { ProviderType, type Pipeline } from 'aws-cdk-lib/aws-codepipeline';

/** Files that change nothing that is delivered. */
const NOT_DELIVERED = ['docs/**', '*.md', 'LICENSE', 'bench/**'];

/** Starts the pipeline for a push to the branch, unless it touched documentation only. By hand it starts at any time. */
export function releaseOnPush(pipeline: Pipeline, branch: string): void {
  const [sourceAction] = pipeline.stages[0]?.actions ?? [];
  if (sourceAction === undefined) throw new Error('The pipeline has no source action to trigger on');
  pipeline.addTrigger({
    providerType: ProviderType.CODE_STAR_SOURCE_CONNECTION,
    gitConfiguration: {
      sourceAction,
      pushFilter: [{ branchesIncludes: [branch], filePathsExcludes: NOT_DELIVERED }],
    },
  });
}
