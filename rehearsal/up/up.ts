import { join } from 'node:path';
import { runCommand } from '../adapters/product/product-command.ts';
import { readProductConfig } from '../adapters/product/product-config.ts';
import { openStateDirectory, type StateDirectory } from '../adapters/state/state-directory.ts';
import { assertPortIsFree } from '../drills/assert-port-is-free.ts';
import { firstAccount, synthesize } from '../drills/assemblies.ts';
import { environmentUrls } from '../drills/environment-urls.ts';
import { aborted } from '../drills/pause.ts';
import { type OutputStream, painter } from '../drills/terminal/live-display.ts';
import { duration } from '../drills/terminal/live-view.ts';
import type { Assembly, AssemblyStack } from '../domain/stack/assembly.ts';
import { type Engine, startEngine } from '../engine.ts';
import { type PipelineSource, pipelineSources } from '../engine/pipeline-sources.ts';
import { messageOf } from '../kernel/aws-error.ts';
import { BuildLines } from './build-lines.ts';
import { PipelineFollower } from '../drills/pipeline/pipeline-follower.ts';
import type { PipelineRecord } from '../runtime/pipelines/pipeline-record.ts';

export interface UpOptions {
  speed: number;
  port: number;
  gitPort: number;
  state: string;
  config: string;
  /** Begin empty instead of resuming what the state folder holds. */
  fresh: boolean;
  /** Show what builds say. */
  logs: boolean;
  interrupted: AbortSignal;
  output: OutputStream;
}

/** `up-cli.ts` says them in its help. */
const EXIT = { ended: 0, couldNotStart: 2 };

/** What `npm run rehearse` does: pipeline and environments until Ctrl-C. Returns the exit status; never throws for what a user can mend. */
export async function up(options: UpOptions): Promise<number> {
  const { output, interrupted } = options;
  const paint = painter(output.isTTY === true && !process.env['NO_COLOR']);
  const say = (text: string) => output.write(`${text}\n`);
  let engine: Engine | undefined;
  let state: StateDirectory | undefined;
  try {
    const product = readProductConfig(options.config);
    for (const port of [options.port, options.gitPort]) await assertPortIsFree(port);
    state = openStateDirectory(options.state, { fresh: options.fresh });
    const logFile = join(state.logs, 'synthesize.log');

    const startedAt = Date.now();
    say('Synthesizing the cloud assembly …');
    await runCommand(product.commands.build, { cwd: product.root, logFile, signal: interrupted });
    const assembly = await synthesize({ product, buildsDirectory: state.builds, logFile, signal: interrupted }, '');
    const sources = pipelineSources(assembly);
    if (sources.length === 0)
      throw new Error('The assembly has no pipeline with a source that can be pushed to: there is nothing to start.');
    say(`  took ${duration(Date.now() - startedAt)}`);

    engine = await startEngine({
      product,
      speed: options.speed,
      port: options.port,
      state,
      // Of a fresh folder it goes on from nothing.
      resume: true,
      defaultAccount: firstAccount(assembly),
      git: { port: options.gitPort, repositories: [...new Set(sources.map(({ repositoryId }) => repositoryId))] },
      alert: (level, message) => void (level === 'error' && say(paint('red', message))),
    });
    const follower = new PipelineFollower(engine.world, {
      paint,
      line: say,
      decideWith: 'npm run release -- approve | reject --comment "…"',
    });
    const builds = options.logs
      ? new BuildLines(engine.world, (action, text) => say(paint('dim', `   ${action} │ ${text}`)))
      : undefined;
    const standing = follower.standing(pipelinesOf(engine, assembly));
    try {
      await deployWhatIsMissing(engine, assembly, say);
      for (const line of whereEverythingIs(engine, assembly, sources)) say(line);
      if (engine.builds !== undefined) say(engine.builds);
      for (const line of environmentUrls(engine, assembly)) say(line);
      say(`Logs in ${engine.folders.logs}. Ctrl-C ends everything; the next start goes on from here.\n`);
      for (const line of standing) say(line);
      await aborted(interrupted);
    } finally {
      follower.stop();
      builds?.stop();
    }
    say('Ended. The state is kept: npm run rehearse goes on, npm run rehearse -- --fresh begins anew.');
    return EXIT.ended;
  } catch (error) {
    if (interrupted.aborted) {
      say('Interrupted.');
      return EXIT.ended;
    }
    say(paint('red', `It could not be started: ${messageOf(error)}`));
    engine?.log.error('It could not be started.', { error: error instanceof Error ? error.stack : String(error) });
    return EXIT.couldNotStart;
  } finally {
    if (engine) await engine.stop();
    else state?.release();
  }
}

/** What a push has changed since is newer than the checkout, and stays. */
async function deployWhatIsMissing(engine: Engine, assembly: Assembly, say: (text: string) => void): Promise<void> {
  const isThere = ({ account, region, name }: AssemblyStack) =>
    engine.world.stacks.find({ account, region }, name) !== undefined;
  const missing = assembly.environments.filter(({ stacks }) => !stacks.every(isThere)).map(({ name }) => name);
  const isPipelineThere = assembly.stacks.every(isThere);
  if (isPipelineThere && missing.length === 0) {
    say('Everything is there from the last time: the pipeline goes on from where it was.');
    engine.use(assembly);
    return;
  }
  say(`Deploying ${[...(isPipelineThere ? [] : ['the pipeline']), ...missing].join(' and ')} …`);
  if (!isPipelineThere) {
    say('  A new pipeline starts at once, as in AWS, and fails at its source until something is pushed:');
    await engine.deployPipeline(assembly);
  }
  await engine.deploy(assembly, missing, (line) => say(`  ${line}`));
}

/** Those that are there from the last time. */
function pipelinesOf({ world }: Engine, { stacks }: Assembly): PipelineRecord[] {
  const scopes = new Map(stacks.map(({ account, region }) => [`${account} ${region}`, { account, region }]));
  return [...scopes.values()].flatMap((scope) => world.pipelines.list(scope));
}

function whereEverythingIs(
  { endpoint, git }: Engine,
  { stacks: [pipeline] }: Assembly,
  sources: readonly PipelineSource[],
): string[] {
  return [
    `AWS endpoint  ${endpoint}`,
    'For the release tool and every AWS client:',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${pipeline?.region} AWS_ACCESS_KEY_ID=${pipeline?.account} AWS_SECRET_ACCESS_KEY=any`,
    ...sources.flatMap(({ repositoryId, branch }) => [
      `Push to release ${repositoryId}, branch ${branch}:`,
      `  git remote add rehearsal ${git?.url(repositoryId)}`,
      `  git push rehearsal ${branch}`,
    ]),
  ];
}
