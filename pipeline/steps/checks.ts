import { BuildSpec, Cache, LocalCacheMode } from 'aws-cdk-lib/aws-codebuild';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';

/**
 * Format, lint, types, import rules, dead code and unit tests, on the workspace that Build made. A check whose inputs are
 * those of an earlier success is not run again, and the log says which. package.json names the inputs.
 */
export class ChecksStep extends CodeBuildStep {
  /** The name is fixed, so that the cache can be found again. */
  constructor(id: string, workspace: FileSet, projectName: string) {
    super(id, {
      input: workspace,
      commands: [
        'tar --extract --file workspace.tar',
        'node tools/move-check-results.mjs',
        'npm run check',
        'npm run test:unit',
      ],
      env: { WIREIT_CACHE: 'local' },
      projectName,
      // Of the build host: nobody else reads or writes it, and without it everything runs.
      cache: Cache.local(LocalCacheMode.CUSTOM),
      partialBuildSpec: BuildSpec.fromObject({ cache: { paths: ['.cache/tsc/**/*', '.wireit/**/*'] } }),
    });
  }
}
