import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from '../adapters/product/product-command.ts';
import { type DrilledProduct, readDrilledProduct } from '../adapters/product/product-config.ts';
import { openStateDirectory, type StateDirectory } from '../adapters/state/state-directory.ts';
import type { Assembly } from '../domain/stack/assembly.ts';
import { type Engine, startEngine } from '../engine.ts';
import { type PipelineSource, pipelineSources } from '../engine/pipeline-sources.ts';
import { messageOf } from '../kernel/aws-error.ts';
import { assertPortIsFree } from './assert-port-is-free.ts';
import { firstAccount, synthesize, type Synthesis } from './assemblies.ts';
import { awsClients } from './aws-clients.ts';
import { playDirectly } from './direct-sequence.ts';
import { environmentUrls } from './environment-urls.ts';
import { aborted } from './pause.ts';
import { playCommits } from './pipeline/commit-sequence.ts';
import { uncommittedFiles } from './pipeline/commit-clone.ts';
import { LABELS, type Sequence } from './sequence.ts';
import { serviceMetrics } from './service-metrics.ts';
import type { Stage } from './stage.ts';
import { liveDisplay, type OutputStream, painter } from './terminal/live-display.ts';
import { duration } from './terminal/live-view.ts';
import { type Verdict, verdictOf } from './verdict/judge-release.ts';
import { renderVerdict } from './verdict/render-verdict.ts';
import { failureJson, verdictJson } from './verdict/verdict-json.ts';

export interface RehearseOptions {
  /** Releases are commits that are pushed through the synthesized pipeline. */
  pipeline: boolean;
  exit: boolean;
  json?: string;
  speed: number;
  port: number;
  state: string;
  config: string;
  interrupted: AbortSignal;
  output: OutputStream;
}

/** `cli.ts` says them in its help. */
const EXIT = { asItMustBe: 0, releaseWentOtherwise: 1, couldNotBePlayed: 2, interrupted: 130 };

/** What `npm start` does, from synthesis to verdict. Returns the exit status; never throws for what a user can mend. */
export async function rehearse(options: RehearseOptions): Promise<number> {
  const { output, interrupted } = options;
  const paint = painter(output.isTTY === true && !process.env['NO_COLOR']);
  const say = (text: string) => output.write(`${text}\n`);
  let engine: Engine | undefined;
  let state: StateDirectory | undefined;
  let verdictFile: string | undefined;
  try {
    if (options.json !== undefined) keep(options.json, failureJson('The rehearsal has not ended.'));
    verdictFile = options.json;
    const product = readDrilledProduct(options.config);
    await assertPortIsFree(options.port);
    state = openStateDirectory(options.state, { fresh: true });
    const synthesis: Synthesis = {
      product,
      buildsDirectory: state.builds,
      logFile: join(state.logs, 'synthesize.log'),
      signal: interrupted,
    };

    const assembly = await timed(say, 'Synthesizing the cloud assembly', async () => {
      await runCommand(product.commands.build, { cwd: product.root, logFile: synthesis.logFile, signal: interrupted });
      return synthesize(synthesis, LABELS.first);
    });
    const synthesizedAt = Date.now();
    const source = options.pipeline ? pipelineSource(assembly) : undefined;
    engine = await startEngine({
      product,
      speed: options.speed,
      port: options.port,
      state,
      defaultAccount: firstAccount(assembly),
      alert: (level, message) => void (level === 'error' && say(paint('red', message))),
      ...(source && { git: { port: 0, repositories: [source.repositoryId] } }),
    });
    say(
      `${paint('bold', 'AWS endpoint')}  ${engine.endpoint}  answers ${duration(Date.now() - synthesizedAt)} after the synthesis`,
    );
    say(`  speed ${options.speed}: a minute lasts ${duration(60_000 / options.speed)}; logs in ${engine.folders.logs}`);
    const names = assembly.environments.map(({ name }) => name);
    await timed(say, `Deploying ${[...(source ? ['the pipeline'] : []), ...names].join(' and ')}`, async () => {
      if (source) await engine!.deployPipeline(assembly);
      await engine!.deploy(assembly, names, (line) => say(`  ${line}`));
    });
    for (const line of environmentUrls(engine, assembly)) say(`  ${line}`);

    if (source) await tellUncommitted(product, join(state.builds, 'git-home'), say);
    const verdict = await play(options, engine, product, assembly, (stage) =>
      source ? playCommits(stage, source) : playDirectly(stage, synthesis),
    );
    for (const line of renderVerdict(verdict, { speed: options.speed, paint })) say(line);
    if (!options.exit) {
      say('');
      for (const line of environmentUrls(engine, assembly)) say(line);
      say(`AWS endpoint  ${engine.endpoint}\nIt keeps running. Ctrl-C ends everything it started.`);
      await aborted(interrupted);
    }
    return verdict.ok ? EXIT.asItMustBe : EXIT.releaseWentOtherwise;
  } catch (error) {
    if (interrupted.aborted) {
      say('Interrupted.');
      return EXIT.interrupted;
    }
    say(paint('red', `It could not be played: ${messageOf(error)}`));
    if (verdictFile !== undefined) keep(verdictFile, failureJson(messageOf(error)));
    engine?.log.error('It could not be played.', { error: error instanceof Error ? error.stack : String(error) });
    return EXIT.couldNotBePlayed;
  } finally {
    if (engine) await engine.stop();
    else state?.release();
  }
}

/** Plays the releases, judges them, and keeps the verdict. */
async function play(
  options: RehearseOptions,
  engine: Engine,
  product: DrilledProduct,
  assembly: Assembly,
  sequence: (stage: Stage) => Promise<Sequence>,
): Promise<Verdict> {
  const { output, interrupted, speed } = options;
  const startedAt = Date.now();
  const scope = scopeOf(assembly, product);
  const clients = awsClients(engine.endpoint, scope);
  const display = liveDisplay(output, output.isTTY === true && !process.env['NO_COLOR']);
  try {
    const seen = await sequence({ engine, product, scope, clients, display, signal: interrupted });
    const { metrics } = product.drill;
    const ofVersions = metrics && (await serviceMetrics(clients.cloudwatch, metrics, startedAt));
    const verdict = verdictOf(seen, ofVersions);
    if (options.json !== undefined) keep(options.json, verdictJson(verdict, { speed, startedAt, endedAt: Date.now() }));
    return verdict;
  } finally {
    clients.destroy();
  }
}

/** What is pushed to. Throws when the assembly has no pipeline that a push could start. */
function pipelineSource(assembly: Assembly): PipelineSource {
  const [source] = pipelineSources(assembly);
  if (!source) throw new Error('The assembly has no pipeline with a source that can be pushed to.');
  return source;
}

async function tellUncommitted({ root }: DrilledProduct, home: string, say: (text: string) => void): Promise<void> {
  const files = await uncommittedFiles(root, home);
  if (files.length > 0)
    say(
      `  ${files.length} files are changed and not committed: the commits that are pushed do not have these changes.`,
    );
}

function scopeOf(assembly: Assembly, product: DrilledProduct) {
  const { environment, serviceStack } = product.drill;
  const stacks = assembly.environments.find(({ name }) => name === environment)?.stacks;
  const stack = stacks?.find(({ name }) => name === serviceStack);
  if (!stack) {
    const there = assembly.environments
      .map((one) => `${one.name} (${one.stacks.map(({ name }) => name).join(', ')})`)
      .join('; ');
    throw new Error(`The assembly has no stack ${serviceStack} in an environment ${environment}. It has ${there}.`);
  }
  return { account: stack.account, region: stack.region };
}

async function timed<T>(say: (text: string) => void, what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  say(`${what} …`);
  const result = await work();
  say(`  took ${duration(Date.now() - startedAt)}`);
  return result;
}

/** Written at the start too: that a verdict cannot be kept is found out before minutes are spent on it. */
function keep(file: string, text: string): void {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, text);
}
