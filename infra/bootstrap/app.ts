import { App, type AppProps } from 'aws-cdk-lib';
import { enforceRules } from '../compliance/rules.ts';
import { loadConfiguration } from '../config/load.ts';
import { AccessStack } from './access-stack.ts';
import { DeployerStack } from './deployer-stack.ts';
import { releasedEnvironment, seenBeside } from './released-environment.ts';

/** Value of the context `githubProvider` where the account's provider was made by somebody else. */
const EXISTING = 'existing';

/**
 * What must be in the accounts before the pipeline can make anything there; `npm run bootstrap` deploys it. Context:
 * `-c config=<file>`; `-c githubSubject=<prefix>`, without which it is `repo:<owner>/<repository>`, or `none` for no access from
 * GitHub; `-c githubProvider=existing` where an account has GitHub's provider already.
 */
export function composeBootstrap(props?: AppProps): App {
  const app = new App(props);
  const context = (key: string) => app.node.tryGetContext(key) as string | undefined;
  const configuration = loadConfiguration(context('config'));
  const { app: name, tools, environments } = configuration;

  const released = environments.map((environment) => releasedEnvironment(name, environment));
  for (const [index, environment] of released.entries()) {
    if (environment.config.account === tools.account) continue;
    const seen = seenBeside(environment, released[index - 1]);
    new DeployerStack(app, `${environment.prefix}-bootstrap`, { app: name, tools, environment, seen });
  }

  const subject = context('githubSubject') ?? `repo:${tools.source.repository}`;
  if (subject !== 'none')
    for (const place of onePerAccount([tools, ...environments]))
      new AccessStack(app, `${name}-access${place.account === tools.account ? '' : `-${place.account}`}`, {
        app: name,
        place,
        subject,
        providerExists: context('githubProvider') === EXISTING,
      });

  enforceRules(app);
  return app;
}

/** IAM belongs to accounts: the first region of each has its stack. */
function onePerAccount<Place extends { account: string }>(places: readonly Place[]): Place[] {
  return places.filter(({ account }, index) => places.findIndex((place) => place.account === account) === index);
}

if (import.meta.main) composeBootstrap().synth();
