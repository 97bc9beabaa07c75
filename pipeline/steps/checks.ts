import { ShellStep, type FileSet } from 'aws-cdk-lib/pipelines';

/** Format, lint, types, import rules, dead code and unit tests, on the workspace that Build made. */
export class ChecksStep extends ShellStep {
  constructor(id: string, workspace: FileSet) {
    super(id, {
      input: workspace,
      commands: ['tar --extract --file workspace.tar', 'npm run check', 'npm run test:unit'],
    });
  }
}
