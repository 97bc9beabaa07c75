import { ShellStep, type FileSet } from 'aws-cdk-lib/pipelines';

/** Known vulnerabilities of the dependencies, without the dated exceptions of audit-ci.jsonc. */
export class AuditStep extends ShellStep {
  constructor(id: string, workspace: FileSet) {
    super(id, { input: workspace, commands: ['tar --extract --file workspace.tar', 'npm run audit'] });
  }
}
