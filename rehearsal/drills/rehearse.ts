import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runCommand } from '../adapters/product/product-command.ts';
import { type ProductConfig, readProductConfig } from '../adapters/product/product-config.ts';
import { openStateDirectory, type StateDirectory } from '../adapters/state/state-directory.ts';
import type { Assembly } from '../domain/stack/assembly.ts';
import { type Engine, startEngine } from '../engine.ts';
import { messageOf } from '../kernel/aws-error.ts';
import { assertPortIsFree } from './assert-port-is-free.ts';
import { synthesize, type Synthesis } from './assemblies.ts';
import { awsClients } from './aws-clients.ts';
import { environmentUrls } from './environment-urls.ts';
import { playBadFunction } from './play-function-release.ts';
import { type Drill, playRelease } from './play-release.ts';
import { serviceMetrics } from './service-metrics.ts';
import type { Stage } from './stage.ts';
import { liveDisplay, type OutputStream, painter } from './terminal/live-display.ts';
import { duration } from './terminal/live-view.ts';
import { type Verdict, verdictOf } from './verdict/judge-release.ts';
import { renderVerdict } from './verdict/render-verdict.ts';
import { failureJson, verdictJson } from './verdict/verdict-json.ts';

export interface RehearseOptions {
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
/** Labels of the releases, as `/version` tells them. */
const LABELS = { first: 'v1', good: 'v2', bad: 'v3', badFunction: 'v4' };

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
    const product = readProductConfig(options.config);
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
    engine = await startEngine({
      product,
      speed: options.speed,
      port: options.port,
      state,
      defaultAccount: firstAccount(assembly),
      alert: (level, message) => void (level === 'error' && say(paint('red', message))),
    });
    say(
      `${paint('bold', 'AWS endpoint')}  ${engine.endpoint}  answers ${duration(Date.now() - synthesizedAt)} after the synthesis`,
    );
    say(`  speed ${options.speed}: a minute lasts ${duration(60_000 / options.speed)}; logs in ${engine.folders.logs}`);
    const names = assembly.environments.map(({ name }) => name);
    await timed(say, `Deploying ${names.join(' and ')}`, () =>
      engine!.deploy(assembly, names, (line) => say(`  ${line}`)),
    );
    for (const line of environmentUrls(engine, assembly)) say(`  ${line}`);

    const verdict = await play(options, engine, product, synthesis, assembly);
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

/** A good release, then a bad one, then one of a bad function where there is one; all of the drill's environment. */
async function play(
  options: RehearseOptions,
  engine: Engine,
  product: ProductConfig,
  synthesis: Synthesis,
  assembly: Assembly,
): Promise<Verdict> {
  const { output, interrupted, speed } = options;
  const startedAt = Date.now();
  const scope = scopeOf(assembly, product);
  const clients = awsClients(engine.endpoint, scope);
  const display = liveDisplay(output, output.isTTY === true && !process.env['NO_COLOR']);
  const stage: Stage = { engine, product, scope, clients, display, signal: interrupted };
  const drill = async (drill: Omit<Drill, 'assembly'>) => {
    display.line(`\nSynthesizing ${drill.versions.green}, then releasing it: ${drill.name}`);
    return playRelease(stage, { ...drill, assembly: await synthesize(synthesis, drill.versions.green) });
  };
  try {
    const good = await drill({
      name: 'good release',
      expected: 'released',
      versions: { blue: LABELS.first, green: LABELS.good },
      isFaulty: false,
    });
    const bad = await drill({
      name: 'bad release',
      expected: 'rolled back',
      // A good release that was not released left the first one in place.
      versions: { blue: good.release.deployment.finished ? LABELS.good : LABELS.first, green: LABELS.bad },
      isFaulty: true,
    });
    const functions = [...good.functions, ...bad.functions];
    const { functionsStack } = product.drill;
    if (functionsStack !== undefined) {
      display.line(`\nSynthesizing ${LABELS.badFunction}, then releasing its function: bad function`);
      const labelled = await synthesize(synthesis, LABELS.badFunction);
      functions.push(await playBadFunction(stage, { name: 'bad function', assembly: labelled, functionsStack }));
    }
    const { metrics } = product.drill;
    const ofVersions = metrics && (await serviceMetrics(clients.cloudwatch, metrics, startedAt));
    const verdict = verdictOf([good.release, bad.release], functions, ofVersions);
    if (options.json !== undefined) keep(options.json, verdictJson(verdict, { speed, startedAt, endedAt: Date.now() }));
    return verdict;
  } finally {
    clients.destroy();
  }
}

function firstAccount(assembly: Assembly): string {
  const stack = assembly.environments.flatMap(({ stacks }) => stacks)[0];
  if (!stack) throw new Error('The assembly has no stage with stacks: there is nothing to rehearse.');
  return stack.account;
}

function scopeOf(assembly: Assembly, product: ProductConfig) {
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

const aborted = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
