import { App, type AppProps } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PipelineStack } from '../pipeline/pipeline-stack.ts';
import { acceptEverywhere } from './compliance/accepted.ts';
import { enforceRules } from './compliance/rules.ts';
import { loadConfiguration } from './config/load.ts';
import { parseRelease } from './config/release.ts';
import { serviceImage } from './config/service-image.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Everything that is deployed. The only reader of context: `-c config=<file>` and `-c release=<label>`. */
export function composeApp(props?: AppProps): { app: App; pipeline: PipelineStack } {
  const app = new App(props);
  const configuration = loadConfiguration(contextOf(app, 'config'));
  const pipeline = new PipelineStack(app, `${configuration.app}-pipeline`, {
    configuration,
    image: serviceImage(ROOT, configuration),
    release: parseRelease(contextOf(app, 'release')),
    cliVersion: pinnedVersionOf('aws-cdk'),
    assetsCliVersion: pinnedVersionOf('cdk-assets'),
  });
  acceptEverywhere(app);
  enforceRules(app);
  return { app, pipeline };
}

function contextOf(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  if (value === undefined || typeof value === 'string') return value;
  throw new TypeError(`The context value ${key} is no string: write -c ${key}=<value>`);
}

/** The pipeline must update itself, and publish, with the tools that this repository was tested with. */
function pinnedVersionOf(dependency: string): string {
  const { devDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const version = devDependencies[dependency];
  if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`Write an exact version of ${dependency} into devDependencies of package.json`);
  return version;
}

if (import.meta.main) composeApp().app.synth();
