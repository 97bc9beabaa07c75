import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { loadConfiguration } from '../infra/config/load.ts';
import { awsAccount } from './bootstrap/aws-account.ts';
import { bootstrapStacks } from './bootstrap/bootstrap-stacks.ts';
import { runCdk } from './bootstrap/cdk-program.ts';
import { prepareAccounts, type Prepared } from './bootstrap/prepare-accounts.ts';

const HELP = `
Exit codes:
  0  every account is prepared, was before, or in a dry run could be
  1  prepared, and something is missing that only AWS or a person gives: quotas, certificates
  2  nothing was begun: bad usage, placeholders, credentials of another account
  3  a command of the CDK failed; what came before it is done, and the next run goes on

Credentials, and AWS_ENDPOINT_URL, are taken from the environment, as by every AWS tool. They must be an administrator's.`;

interface Options {
  config?: string;
  dryRun: boolean;
  environment: string[];
  profile: Record<string, string>;
  executionPolicy: string[];
  githubSubject?: string;
  existingGithubProvider: boolean;
  json?: string;
}

const program = new Command('bootstrap')
  .description(
    'Prepares the accounts: for the CDK, for the pipeline in other accounts, and for pull requests. Checks them, too.',
  )
  .option('--config <file>', 'JSON file instead of infra/config, as -c config= takes it')
  .option('--dry-run', 'look and tell, change nothing', false)
  .option('--environment <name...>', 'only these; tools is the account of the pipeline', [])
  .addOption(
    new Option('--profile <account=name>', 'profile of the AWS configuration for an account; again for another')
      .argParser(profiles)
      .default({}),
  )
  .option('--execution-policy <arn...>', 'what CloudFormation may do in the accounts', [
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ])
  .addOption(
    new Option(
      '--github-subject <prefix>',
      'of the repository’s OIDC tokens as its settings show it, with ids where it is younger than June 2026; none for no access from GitHub; without it repo:OWNER/REPOSITORY',
    ),
  )
  .option('--existing-github-provider', 'the accounts have an OIDC provider for GitHub already', false)
  .option('--json <file>', 'write the outcome as JSON; - is standard output, and all else goes to standard error')
  .addHelpText('after', HELP)
  .exitOverride();

try {
  program.parse();
  process.exitCode = await run(program.opts<Options>());
} catch (error) {
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  // commander has already said what is wrong.
  if (!(error instanceof CommanderError)) console.error((error as Error).message);
}

async function run(options: Options): Promise<number> {
  const root = resolve(import.meta.dirname, '..');
  const assembly = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  const print = (line: string) => (options.json === '-' ? console.error(line) : console.log(line));
  try {
    const prepared = await prepareAccounts(
      {
        configuration: loadConfiguration(options.config),
        dockerfile: readFileSync(join(root, 'Dockerfile'), 'utf8'),
        only: options.environment,
        isDryRun: options.dryRun,
        executionPolicies: options.executionPolicy,
        assembly,
      },
      {
        account: ({ account, region }) => awsAccount(region, options.profile[account]),
        stacks: () => bootstrapStacks(assembly, contextOf(options)),
        cdk: ({ words, place }) => runCdk(words, place, options.profile[place.account]),
        print,
      },
    );
    tell(prepared, print);
    const json = JSON.stringify(prepared, undefined, 2);
    if (options.json === '-') console.log(json);
    else if (options.json !== undefined) writeFileSync(options.json, `${json}\n`);
    return exitCodeOf(prepared);
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}

function tell({ outcome, problems, byHand }: Prepared, print: (line: string) => void): void {
  const said = {
    prepared: 'The accounts are prepared.',
    asItWas: 'The accounts are as they should be: nothing to do.',
    planned: 'A dry run: nothing was changed.',
    refused: 'Nothing was begun:',
    failed: 'It failed on the way:',
  } satisfies Record<Prepared['outcome'], string>;
  print(said[outcome]);
  if (problems.length > 0 && outcome !== 'refused' && outcome !== 'failed') print('Still missing:');
  for (const problem of problems) print(`  ${problem}`);
  if (byHand.length > 0) print('By hand, as it cannot be seen from here:');
  for (const line of byHand) print(`  ${line}`);
}

function exitCodeOf({ outcome, problems }: Prepared): number {
  if (outcome === 'refused') return 2;
  if (outcome === 'failed') return 3;
  return problems.length > 0 ? 1 : 0;
}

function contextOf({ config, githubSubject, existingGithubProvider }: Options): Record<string, string> {
  return {
    ...(config !== undefined && { config }),
    ...(githubSubject !== undefined && { githubSubject }),
    ...(existingGithubProvider && { githubProvider: 'existing' }),
  };
}

function profiles(text: string, previous: Record<string, string>): Record<string, string> {
  const [, account, name] = /^(\d{12})=(.+)$/.exec(text) ?? [];
  if (account === undefined || name === undefined)
    throw new InvalidArgumentError('It must be ACCOUNT=NAME, such as 222222222222=dev.');
  return { ...previous, [account]: name };
}
