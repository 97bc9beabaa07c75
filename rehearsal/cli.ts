import { Command } from 'commander';
import { parsePort, parseSpeed } from './cli-options.ts';
import { interruptible } from './drills/interrupt.ts';
import { rehearse } from './drills/rehearse.ts';

const program = new Command('npm start --')
  .description(
    'Rehearses a blue/green release of the synthesized platform on this machine: deploys dev and prod from the cloud\n' +
      'assembly, plays a good and a bad release under load, and prints a verdict. No AWS account and no Docker.',
  )
  .option('--pipeline', 'play the releases as commits that are pushed through the synthesized pipeline', false)
  .option('--exit', 'end after the verdict, with 0 when everything went as it must', false)
  .option('--json <file>', 'write the verdict to this file')
  .option('--speed <factor>', 'how many times faster waits pass, 1 (real time) to 60', parseSpeed, 60)
  .option('--port <number>', 'port of the AWS endpoint on 127.0.0.1; 0 takes a free one', parsePort, 4566)
  .option('--state <dir>', 'folder for state, logs and images', '.rehearsal')
  .option('--config <file>', 'what is rehearsed', 'rehearsal.config.json')
  .showHelpAfterError()
  .addHelpText(
    'after',
    '\nExit status: 0 as it must be, 1 a release went otherwise, 2 it could not be played, 130 interrupted.',
  )
  .parse();

interface Flags {
  pipeline: boolean;
  exit: boolean;
  json?: string;
  speed: number;
  port: number;
  state: string;
  config: string;
}

const flags = program.opts<Flags>();
process.exitCode = await interruptible((interrupted) => rehearse({ ...flags, interrupted, output: process.stdout }));
