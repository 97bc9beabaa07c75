import { join } from 'node:path';
import { CommandFailed, runCommand } from '../adapters/product/product-command.ts';
import type { ProductConfig } from '../adapters/product/product-config.ts';
import { builtInFault } from '../adapters/process-runtime/container-process.ts';
import type { Assembly } from '../domain/stack/assembly.ts';
import type { Engine } from '../engine.ts';
import type { Scope } from '../kernel/scope.ts';
import { type AwsClients, awsEnvironment } from './aws-clients.ts';
import { knownDeployments, sightOf } from './deployment-observer.ts';
import { type Load, startLoad } from './load/start-load.ts';
import type { LoadReport } from './load/load-report.ts';
import { tasksGone } from './tasks-gone.ts';
import { pause } from './pause.ts';
import { releaseView } from './release-view.ts';
import { ReleaseWatch } from './release-watch.ts';
import { type ServiceOutputs, serviceOutputs } from './service-stack.ts';
import type { LiveDisplay } from './terminal/live-display.ts';
import { type Expectation, type ReleaseObservation, stepsOf } from './verdict/observation.ts';

export interface Drill {
  /** For example `good release`. */
  name: string;
  expected: Expectation;
  assembly: Assembly;
  /** Labels that answers carry. */
  versions: { blue: string; green: string };
  /** Green gets the fault of the configuration. */
  isFaulty: boolean;
}

export interface Stage {
  engine: Engine;
  product: ProductConfig;
  scope: Scope;
  clients: AwsClients;
  display: LiveDisplay;
  signal: AbortSignal;
  /** Load before and after, in real milliseconds: what the release is compared with. Default: 3000. */
  quietMs?: number;
}

const QUIET_MS = 3000;
const SHOW_EVERY_MS = 250;
/** A drill that lasts longer has gone wrong; the load ends by itself then. */
const MAX_SECONDS = 3600;
/** Requests this near to a change of weights belong to no step: the change was seen by polling. */
const STEP_MARGIN_MS = 60;

/** Plays one release under load through the product's own deploy command, and tells what was seen. */
export async function playRelease(stage: Stage, drill: Drill): Promise<ReleaseObservation> {
  const { engine, scope, clients, product, signal, quietMs = QUIET_MS } = stage;
  const { environment, serviceStack } = product.drill;
  const before = await serviceOutputs(clients.cloudformation, serviceStack);
  const group = { application: before.ApplicationName, group: before.DeploymentGroupName };
  const watch = new ReleaseWatch(
    engine,
    scope,
    clients.codedeploy,
    before,
    await knownDeployments(clients.codedeploy, group),
  );
  watch.start();
  const load = startLoad({
    url: `http://127.0.0.1:${engine.world.router.localPort(before.ProductionListenerArn)}`,
    rate: product.drill.requestsPerSecond,
    mix: product.drill.paths.map((path) => ({ path, weight: 1, statuses: [200] })),
    maxSeconds: MAX_SECONDS,
  });
  const stopShowing = show(stage, drill, watch, load);
  try {
    await pause(quietMs, signal);
    load.phase('during');
    await engine.deploy(drill.assembly, [environment], (line) => engine.log.info(line));
    const outputs = await serviceOutputs(clients.cloudformation, serviceStack);
    if (drill.isFaulty) injectFault(stage, outputs);
    const isReleased = await deploy(stage);
    if (isReleased && drill.expected === 'released') {
      await run(stage, product.commands.finish);
      await tasksGone(clients.ecs, { cluster: before.ClusterName, taskDefinition: before.TaskDefinitionArn }, signal);
    }
    load.phase('after');
    await pause(quietMs, signal);
    await load.stop();
    // The access log comes in batches: what it says of the last requests must be here before they are attributed.
    await engine.world.router.flush();
    await watch.look();
    const report = await load.stop((trace) => versionOf(watch, drill, watch.groupOfTrace(trace)));
    return await observation(stage, drill, watch, report);
  } finally {
    stopShowing();
    watch.stop();
    await load.stop();
  }
}

/** The deploy command's own status tells whether it released; a drill judges by what was seen, not by that. */
async function deploy(stage: Stage): Promise<boolean> {
  try {
    await run(stage, stage.product.commands.deploy);
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    stage.engine.log.info('The deploy command reports that the release failed.', { status: error.exitCode });
    return false;
  }
}

async function run({ engine, product, scope, signal }: Stage, command: string[]): Promise<void> {
  await runCommand(command, {
    cwd: product.root,
    logFile: join(engine.folders.logs, 'deploy.log'),
    values: { stack: product.drill.serviceStack, report: join(engine.folders.logs, 'deploy.json') },
    environment: awsEnvironment(engine.endpoint, scope),
    signal,
  });
}

function injectFault({ engine, product }: Stage, { TaskDefinitionArn }: ServiceOutputs): void {
  const { share, spared, listenerPort } = product.drill.fault;
  const whenHeader = { name: 'x-forwarded-port', pattern: `^${listenerPort}$` };
  engine.injectFaults(TaskDefinitionArn, [builtInFault('http-errors', { share, exceptPaths: [spared], whenHeader })]);
}

function show({ display }: Stage, drill: Drill, watch: ReleaseWatch, load: Load): () => void {
  const startedAt = Date.now();
  const draw = () => display.show(releaseView(drill, startedAt, watch, load.snapshot()));
  const timer = setInterval(draw, SHOW_EVERY_MS);
  return () => {
    clearInterval(timer);
    draw();
    display.end();
  };
}

const versionOf = (watch: ReleaseWatch, { versions }: Drill, group: string | undefined): string | undefined =>
  group === undefined ? undefined : group === watch.green ? versions.green : versions.blue;

async function observation(
  { clients }: Stage,
  drill: Drill,
  watch: ReleaseWatch,
  report: LoadReport,
): Promise<ReleaseObservation> {
  const { info, target } = watch.deployment ?? {};
  const rollbackId = info?.rollbackInfo?.rollbackDeploymentId;
  const rollback = rollbackId === undefined ? undefined : await sightOf(clients.codedeploy, rollbackId);
  const events = target?.lifecycleEvents ?? [];
  const latency = (phase: string) => report.phases.find(({ name }) => name === phase)?.latency;
  return {
    name: drill.name,
    expected: drill.expected,
    deployment: {
      id: watch.deployment?.id,
      status: info?.status ?? 'not created',
      finished: events.length > 0 && events.every(({ status }) => status === 'Succeeded'),
      ...(info?.errorInformation && {
        error: { code: info.errorInformation.code ?? '', message: info.errorInformation.message ?? '' },
      }),
      ...(rollback && { rollback: { id: rollback.id, status: rollback.info.status ?? 'unknown' } }),
    },
    templateAlarms: watch.templateAlarms,
    versions: drill.versions,
    requests: { sent: report.sent, answered: report.answered, failed: report.failed, byVersion: report.byVersion },
    failures: report.failures,
    firstBadAnswerAt: report.firstFailureAt['during'],
    alarmAt: watch.alarmAt,
    allBlueAt: drill.expected === 'rolled back' ? watch.allBlueAt : undefined,
    latency: { before: latency('before'), during: latency('during'), after: latency('after') },
    // The first entry is how the drill found the listener, before any step.
    steps: stepsOf(watch.weights, watch.requests, report.endedAt, STEP_MARGIN_MS).slice(1),
  };
}
