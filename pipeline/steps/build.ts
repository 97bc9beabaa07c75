import type { FileSet, IFileSetProducer } from 'aws-cdk-lib/pipelines';
import { ShellStep } from 'aws-cdk-lib/pipelines';

/** File in `dist/` from which the release tool knows the image's registry, repository and tags. */
export const IMAGE_NAMES = 'image.json';
/** File in `dist/` that lists what the service's bundle is made of. */
export const SBOM = 'service.cdx.json';

/**
 * The one `npm ci` of an execution: makes the cloud assembly (which the rules must pass), the service's bundle and the
 * release tool. Later steps take what they need from here.
 */
export class BuildStep extends ShellStep {
  /** `dist/`: the bundles. */
  readonly bundles: FileSet;
  /** The checkout with its dependencies, as `workspace.tar`: artifacts lose the symbolic links of node_modules. */
  readonly workspace: FileSet;

  constructor(id: string, source: IFileSetProducer) {
    super(id, {
      input: source,
      commands: [
        'npm ci --no-audit --no-fund',
        'npm run build',
        'npm run synth',
        // Not `node`: npm finds the repository's own.
        `npm exec -- node infra/config/service-image.ts > dist/${IMAGE_NAMES}`,
        'mkdir -p workspace',
        'tar --create --file workspace/workspace.tar --exclude=./workspace --exclude=./cdk.out .',
      ],
      primaryOutputDirectory: 'cdk.out',
    });
    this.bundles = this.addOutputDirectory('dist');
    this.workspace = this.addOutputDirectory('workspace');
  }
}
