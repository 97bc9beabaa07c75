import { writeFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { awsGateways } from './aws/clients.ts';
import { deploy } from './commands/deploy.ts';
import { finish } from './commands/finish.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { watch } from './commands/watch.ts';
import type { Context } from './context.ts';
import { addImageCommands } from './image-commands.ts';
import { interruption } from './interruption.ts';
import { bad, good, type Line, plain } from './line.ts';
import { EXIT_CODES, exitCodeOf, type Outcome } from './outcome.ts';
import { addPipelineCommands } from './pipeline/add-pipeline-commands.ts';
import { CannotRelease } from './release/cannot-release.ts';
import { systemTime } from './time.ts';

interface CommonOptions {
  region?: string;
  roleArn?: string;
  pollSeconds: number;
  minuteSeconds: number;
  timeout: number;
  json?: string;
}

const EXIT_CODE_HELP = `
Exit codes:
  0    done: released, passed, or there was nothing to do
  1    the release failed and the version before serves all traffic; or an image or an environment did not pass
  2    nothing was started: bad usage, configuration or state
  3    the release failed and was NOT rolled back
  4    the end was not seen in time; the deployment goes on by itself
  130  interrupted; the deployment goes on by itself

Region, credentials and AWS_ENDPOINT_URL are taken from the environment, as by every AWS tool.`;

// Whoever reads may have read enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const program = new Command('deployer')
  .description(
    'Releases ECS services (blue/green) and Lambda functions through CodeDeploy, watches them, and returns to the version before. Builds, tests and promotes their image.',
  )
  .addHelpText('after', EXIT_CODE_HELP)
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

const command = (name: string, description: string) =>
  program
    .command(name)
    .description(description)
    .option('--region <region>', 'instead of AWS_REGION')
    .addOption(
      new Option(
        '--role-arn <arn>',
        "role to work as, of an environment's account that is not the tool's own; images stay with the tool's credentials",
      ).argParser(roleArn),
    )
    .addOption(
      new Option('--poll-seconds <seconds>', 'pause between two looks, fractions allowed')
        .default(5)
        .argParser(seconds),
    )
    .addOption(
      new Option('--minute-seconds <seconds>', 'how long a minute of metrics takes, where time is shortened')
        .default(60)
        .argParser(seconds),
    )
    .addOption(new Option('--timeout <minutes>', 'watch no longer than this').default(470).argParser(minutes))
    .option('--json <file>', 'write the outcome as JSON; - is standard output, and all else goes to standard error');

const STACK = [
  '--stack <name>',
  'the stack of the service or function, whose outputs say where a release goes',
] as const;
const until = () =>
  new Option('--until <when>', 'finished: all traffic on green; terminated: blue is gone too')
    .choices(['finished', 'terminated'])
    .default('finished');

type Until = { until: 'finished' | 'terminated' };

command('deploy', 'Release what the stack names and watch it to the end.')
  .requiredOption(...STACK)
  .addOption(until())
  .option('--force', 'release even what already runs', false)
  .action((options: CommonOptions & Until & { stack: string; force: boolean }) =>
    run(options, (context) => deploy(options, context)),
  );

command('watch', 'Watch a deployment to its end: the active one of a stack, else its newest, or one by its id.')
  .option(...STACK)
  .option('--deployment-id <id>', 'any deployment to ECS or Lambda')
  .addOption(until())
  .action((options: CommonOptions & Until & { stack?: string; deploymentId?: string }) =>
    run(options, (context) => watch(options, context)),
  );

command('status', 'Show where a service or function stands.')
  .requiredOption(...STACK)
  .action((options: CommonOptions & { stack: string }) => run(options, (context) => status(options, context)));

command('finish', 'End the open rollback window of a finished release and wait until the version before is gone.')
  .requiredOption(...STACK)
  .action((options: CommonOptions & { stack: string }) => run(options, (context) => finish(options, context)));

command('stop', 'Stop the active deployment; inside the rollback window of a finished release too.')
  .requiredOption(...STACK)
  .option('--rollback', 'and return all traffic to the version before', false)
  .action((options: CommonOptions & { stack: string; rollback: boolean }) =>
    run(options, (context) => stop(options, context)),
  );

addPipelineCommands(program, { coloured, seconds, minutes });

addImageCommands({ command, run });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // commander has already said what is wrong; help and version are no errors.
  process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.notStarted;
}

async function run(options: CommonOptions, work: (context: Context) => Promise<Outcome>): Promise<void> {
  const stream = options.json === '-' ? process.stderr : process.stdout;
  const print = (line: Line) => stream.write(`${coloured(line, stream)}\n`);
  const interrupted = interruption(EXIT_CODES.interrupted);
  const outcome = await outcomeOf(
    async () =>
      work({
        aws: awsGateways({ region: options.region, roleArn: options.roleArn }),
        time: systemTime,
        print,
        interrupted,
        pollMs: options.pollSeconds * 1000,
        minuteMs: Math.max(1, Math.round(options.minuteSeconds)) * 1000,
        timeoutMs: options.timeout * 60_000,
      }),
    interrupted,
  );
  const exitCode = exitCodeOf(outcome);
  print((exitCode === 0 ? good : bad)(outcome.message));
  for (const detail of outcome.details) print(plain(detail));
  if (options.json === '-') process.stdout.write(`${JSON.stringify(outcome)}\n`);
  else if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(outcome, null, 2)}\n`);
  process.exitCode = exitCode;
}

/** What was thrown, as an outcome: everything up to CreateDeployment throws, everything after it is an outcome. */
async function outcomeOf(work: () => Promise<Outcome>, interrupted: AbortSignal): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (interrupted.aborted)
      return {
        outcome: 'interrupted',
        message: 'Interrupted: no release was started, and what AWS was already told goes on.',
        details: [],
      };
    const { name, message } = error as Error;
    if (error instanceof CannotRelease) return { outcome: 'notStarted', message, details: [] };
    const hint = message === 'Region is missing' ? ': set AWS_REGION or give --region' : '';
    return { outcome: 'notStarted', message: `${name}: ${message}${hint}`, details: [] };
  }
}

function coloured({ text, tone }: Line, stream: NodeJS.WriteStream): string {
  const style = { plain: 'reset', good: 'green', bad: 'red', faint: 'dim' } as const;
  // styleText looks at the stream: no colours unless it is a terminal, and none with NO_COLOR.
  return tone === 'plain' ? text : styleText(style[tone], text, { stream });
}

function roleArn(text: string): string {
  if (!/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(text))
    throw new InvalidArgumentError(
      "It must be a role's ARN, such as arn:aws:iam::222222222222:role/picus-dev-deployer.",
    );
  return text;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number of seconds above 0.');
  return value;
}

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number of minutes above 0.');
  return value;
}
