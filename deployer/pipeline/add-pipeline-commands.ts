import { appendFileSync, writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { awsGateways } from '../aws/clients.ts';
import { interruption } from '../interruption.ts';
import { bad, good, type Line, plain } from '../line.ts';
import { CannotRelease } from '../release/cannot-release.ts';
import { systemTime } from '../time.ts';
import { pipelineGateway } from './aws/pipeline-gateway-of.ts';
import { decide, type DecideOptions } from './decide.ts';
import type { PipelineContext } from './pipeline-context.ts';
import { PIPELINE_EXIT_CODES, type PipelineOutcome } from './pipeline-outcome.ts';
import { retry, start, stop } from './retry-stop-start.ts';
import { status } from './status.ts';
import { watch } from './watch.ts';

interface CommonOptions {
  region?: string;
  pipeline?: string;
  json?: string | true;
  pollSeconds?: number;
  timeout?: number;
}

/** What the composition root shares with all commands. */
interface Terminal {
  coloured: (line: Line, stream: NodeJS.WriteStream) => string;
  seconds: (text: string) => number;
  minutes: (text: string) => number;
}

const EXIT_CODE_HELP = `
Exit codes:
  0    done; of watch: the execution succeeded
  1    the watched execution failed or was stopped
  2    nothing was changed: bad usage, or a state in which it cannot be done
  4    the end was not seen in time; the execution goes on by itself
  130  interrupted; the execution goes on by itself`;

/** `approve`, `reject`, and `pipeline` with its sub-commands. */
export function addPipelineCommands(program: Command, terminal: Terminal): void {
  const pipeline = program
    .command('pipeline')
    .description('Follow a pipeline: status, watch, retry, stop, start.')
    .addHelpText('after', EXIT_CODE_HELP);
  const command = (parent: Command, name: string, description: string) =>
    parent
      .command(name)
      .description(description)
      .option('--pipeline <name>', 'needed where there are several')
      .option('--region <region>', 'instead of AWS_REGION')
      .option(
        '--json [file]',
        'write the outcome as JSON; without a file, or with -, to standard output, and all else to standard error',
      );
  const perform = (options: CommonOptions, work: (context: PipelineContext) => Promise<PipelineOutcome>) =>
    run(options, work, terminal);

  for (const [name, approved] of [
    ['approve', true],
    ['reject', false],
  ] as const) {
    const decision = command(program, name, `${approved ? 'Approve' : 'Reject'} what waits in a pipeline.`)
      .option('--execution <id>', 'refuse unless it is this execution that waits')
      .option('--stage <name>', 'where several approvals wait')
      .option('--action <name>', 'where several approvals wait')
      .addHelpText('after', EXIT_CODE_HELP);
    const why = ['--comment <text>', 'why; it is kept with the execution'] as const;
    (approved ? decision.option(...why) : decision.requiredOption(...why)).action(
      (options: CommonOptions & DecideOptions) => perform(options, (context) => decide(approved, options, context)),
    );
  }

  command(pipeline, 'status', 'Show stages and actions, why something failed, and who waits for what.').action(
    (options: CommonOptions) => perform(options, (context) => status(options, context)),
  );

  command(pipeline, 'watch', 'Follow an execution to its end: the newest that is under way, or one by its id.')
    .option('--execution <id>', 'any execution')
    .option('--logs', "show the builds' logs", true)
    .option('--no-logs', 'only what actions do')
    .addOption(
      new Option('--poll-seconds <seconds>', 'pause between two looks, fractions allowed')
        .default(5)
        .argParser(terminal.seconds),
    )
    .addOption(
      new Option('--timeout <minutes>', 'watch no longer than this').default(24 * 60).argParser(terminal.minutes),
    )
    .action((options: CommonOptions & { execution?: string; logs: boolean }) =>
      perform(options, (context) => watch(options, context)),
    );

  command(pipeline, 'retry', 'Run the failed actions of a stage again.')
    .requiredOption('--stage <name>', 'the stage that failed or was stopped')
    .option('--execution <id>', 'refuse unless it is the latest execution in the stage')
    .option('--all', 'those that succeeded, too', false)
    .action((options: CommonOptions & { stage: string; execution?: string; all: boolean }) =>
      perform(options, (context) => retry(options, context)),
    );

  command(pipeline, 'stop', 'Stop an execution after its running actions.')
    .requiredOption('--reason <text>', 'why; it is kept with the execution')
    .option('--execution <id>', 'needed where several are under way')
    .option('--abandon', 'do not wait for its running actions', false)
    .action((options: CommonOptions & { execution?: string; abandon: boolean; reason: string }) =>
      perform(options, (context) => stop(options, context)),
    );

  command(pipeline, 'start', 'Start an execution by hand, with the newest commit.').action((options: CommonOptions) =>
    perform(options, (context) => start(options, context)),
  );
}

async function run(
  options: CommonOptions,
  work: (context: PipelineContext) => Promise<PipelineOutcome>,
  terminal: Terminal,
): Promise<void> {
  const write = jsonLines(options.json);
  const stream = options.json === true || options.json === '-' ? process.stderr : process.stdout;
  const print = (line: Line) => stream.write(`${terminal.coloured(line, stream)}\n`);
  const interrupted = interruption(PIPELINE_EXIT_CODES.interrupted);
  const outcome = await outcomeOf(async () => {
    const region = options.region === undefined ? {} : { region: options.region };
    return work({
      aws: awsGateways(region),
      pipelines: pipelineGateway(region),
      time: systemTime,
      print,
      report: write,
      interrupted,
      pollMs: (options.pollSeconds ?? 5) * 1000,
      timeoutMs: (options.timeout ?? 1) * 60_000,
    });
  }, interrupted);
  const exitCode = PIPELINE_EXIT_CODES[outcome.outcome];
  print((exitCode === 0 ? good : bad)(outcome.message));
  for (const detail of outcome.details) print(plain(detail));
  write(outcome);
  process.exitCode = exitCode;
}

/** One line an event, the outcome last. */
function jsonLines(target: string | true | undefined): (value: object) => void {
  if (target === undefined) return () => {};
  if (target === true || target === '-') return (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  writeFileSync(target, '');
  return (value) => appendFileSync(target, `${JSON.stringify(value)}\n`);
}

async function outcomeOf(work: () => Promise<PipelineOutcome>, interrupted: AbortSignal): Promise<PipelineOutcome> {
  try {
    return await work();
  } catch (error) {
    if (interrupted.aborted)
      return { outcome: 'interrupted', message: 'Interrupted: what AWS was already told goes on.', details: [] };
    const { name, message } = error as Error;
    if (error instanceof CannotRelease) return { outcome: 'notStarted', message, details: [] };
    const hint = message === 'Region is missing' ? ': set AWS_REGION or give --region' : '';
    return { outcome: 'notStarted', message: `${name}: ${message}${hint}`, details: [] };
  }
}
