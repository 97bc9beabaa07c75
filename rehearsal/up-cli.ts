import { Command } from 'commander';
import { parsePort, parseSpeed } from './cli-options.ts';
import { interruptible } from './drills/interrupt.ts';
import { up } from './up/up.ts';

const program = new Command('npm run rehearse --')
  .description(
    'Runs the synthesized pipeline and its environments on this machine, and serves a git remote: what you push to it goes\n' +
      'the whole way of a commit, to the approval and to prod. Ctrl-C ends everything; the next start goes on from there.',
  )
  .option('--fresh', 'begin empty; what was there moves aside', false)
  .option('--no-logs', 'do not show what builds say; it is in the logs')
  .option('--speed <factor>', 'how many times faster waits pass, 1 (real time) to 60', parseSpeed, 60)
  .option('--port <number>', 'port of the AWS endpoint on 127.0.0.1; 0 takes a free one', parsePort, 4566)
  .option('--git-port <number>', 'port of the git remote on 127.0.0.1; 0 takes a free one', parsePort, 4567)
  .option('--state <dir>', 'folder for state, logs and images', '.rehearsal')
  .option('--config <file>', 'what is rehearsed', 'rehearsal.config.json')
  .showHelpAfterError()
  .addHelpText('after', '\nExit status: 0 ended by Ctrl-C, 2 it could not be started.')
  .parse();

interface Flags {
  fresh: boolean;
  logs: boolean;
  speed: number;
  port: number;
  gitPort: number;
  state: string;
  config: string;
}

const flags = program.opts<Flags>();
process.exitCode = await interruptible((interrupted) => up({ ...flags, interrupted, output: process.stdout }));
