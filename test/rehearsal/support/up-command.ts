import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { ROOT } from './labelled-assembly.ts';
import { pipelineClients, type PipelineClients } from './pipeline-clients.ts';
import { type PipelineProduct, REPOSITORY } from './pipeline-product.ts';
import { descendantsOf, type ProcessRef } from './processes.ts';

/** Synthesis and two small environments, on a busy machine. */
const START_MS = 120_000;

export interface UpCommand extends PipelineClients {
  /** Resolves with what the pusher is told. */
  push(): Promise<string>;
  output(): string;
  seen(text: RegExp): Promise<void>;
  /** SIGKILL, once what happened until now is saved: the last moments are lost by contract. Resolves with what ran below it. */
  killAfterSaving(since: Date): Promise<ProcessRef[]>;
  /** As Ctrl-C does. Resolves with its exit status. */
  end(): Promise<number | null>;
}

/** `npm run rehearse` of the small product, as a process of its own. Resolves when it is ready to be pushed to. */
export async function startUp(product: PipelineProduct, ...flags: string[]): Promise<UpCommand> {
  const up = join(ROOT, 'rehearsal', 'up-cli.ts');
  const child = spawn(
    process.execPath,
    [up, '--config', product.config, '--state', product.state, '--port', '0', '--git-port', '0', '--no-logs', ...flags],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error('The command could not be started.');
  let text = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', (status) => {
      hasEnded = true;
      resolve(status);
    });
  });
  const said = await eventually(
    'where everything is',
    () => {
      if (hasEnded) throw new Error(`The command ended:\n${text}`);
      const [, endpoint] = /^AWS endpoint +(\S+)$/m.exec(text) ?? [];
      const [, git] = /^ +git remote add rehearsal (\S+)$/m.exec(text) ?? [];
      return endpoint !== undefined && git !== undefined && text.includes('Ctrl-C ends')
        ? { endpoint, git }
        : undefined;
    },
    START_MS,
  ).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  if (!said.git.includes(REPOSITORY)) throw new Error(`It serves another repository: ${said.git}`);
  const clients = pipelineClients(said.endpoint);
  return {
    ...clients,
    push: () => product.push(said.git),
    output: () => text,
    seen: async (pattern) => {
      await eventually(`${pattern} in what it says`, () => (pattern.test(text) ? true : undefined));
    },
    async killAfterSaving(since) {
      const world = join(product.state, 'state', 'world');
      await eventually('a save', () => {
        const saved = statSync(world, { throwIfNoEntry: false });
        return saved && saved.mtime > since ? true : undefined;
      });
      const left = descendantsOf(pid);
      clients.destroy();
      child.kill('SIGKILL');
      await exit;
      return left;
    },
    async end() {
      clients.destroy();
      if (!hasEnded) child.kill('SIGINT');
      return exit;
    },
  };
}
