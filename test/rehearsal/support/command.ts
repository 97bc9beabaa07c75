import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readDrilledProduct } from '../../../rehearsal/adapters/product/product-config.ts';
import { eventually } from './eventually.ts';
import { labelledAssemblyDirectory, ROOT } from './labelled-assembly.ts';
import { serviceAlone } from './rehearsal.ts';

/** The command as a user's shell runs it. */
export interface Command {
  pid: number;
  /** Its status, once it has ended. */
  exit: Promise<number | null>;
  /** What it has printed, both streams. */
  output(): string;
  seen(text: RegExp, withinMs?: number): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

/** `temporary` is where it may leave files: what is ended at once cannot tidy up. */
export function startCommand(args: string[], temporary: string): Command {
  const child = spawn(process.execPath, ['rehearsal/cli.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) throw new Error('The command could not be started.');
  let text = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', (status) => {
      hasEnded = true;
      resolve(status);
    });
  });
  return {
    pid: child.pid,
    exit,
    output: () => text,
    seen: async (pattern, withinMs) => {
      await eventually(
        `${pattern} in the command's output`,
        () => {
          if (pattern.test(text)) return true;
          if (hasEnded) throw new Error(`The command ended without ${pattern}:\n${text}`);
          return undefined;
        },
        withinMs,
      );
    },
    signal: (signal) => void child.kill(signal),
  };
}

/** A configuration that differs from the committed one in where assemblies come from: they were synthesized before. */
export function configWithReadyAssemblies(labels: string[]): string {
  const { root, drill, ...committed } = readDrilledProduct(join(ROOT, 'rehearsal.config.json'));
  const [assembly = ''] = labels.map((label) => labelledAssemblyDirectory(label).replace(/[^-]+$/, '{release}'));
  const directory = mkdtempSync(join(tmpdir(), 'test-config-'));
  const here = (words: string[]) => words.map((word) => word.replace('deployer/', `${root}/deployer/`));
  const config = {
    ...committed,
    commands: {
      build: ['node', '--version'],
      synthesize: ['cp', '-R', assembly, '{assembly}'],
      deploy: here(committed.commands.deploy),
      finish: here(committed.commands.finish),
    },
    // What is played beside another run is the service alone, under little load.
    drill: { ...drill, ...serviceAlone, requestsPerSecond: 50 },
    // Paths of a configuration are relative to its folder.
    images: committed.images.map((image) => ({
      ...image,
      context: join(relative(directory, root), image.context),
      dockerfile: join(relative(directory, root), image.dockerfile),
    })),
  };
  const file = join(directory, 'rehearsal.config.json');
  writeFileSync(file, JSON.stringify(config));
  return file;
}
