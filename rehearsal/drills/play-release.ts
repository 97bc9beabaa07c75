import { comparedRequests } from './compared-requests.ts';
import { knownDeployments, sightOf } from './deployment-observer.ts';
import { startDrillLoad } from './drill-load.ts';
import { FunctionWatch } from './function-watch.ts';
import type { Load } from './load/start-load.ts';
import type { LoadReport } from './load/load-report.ts';
import { tasksGone } from './tasks-gone.ts';
import { pause } from './pause.ts';
import { finishStack } from './product-commands.ts';
import { releaseView } from './release-view.ts';
import { ReleaseWatch } from './release-watch.ts';
import { type ServiceOutputs, serviceOutputs } from './service-stack.ts';
import { QUIET_MS, type Stage } from './stage.ts';
import type { FunctionObservation } from './verdict/judge-function.ts';
import { type Expectation, type ReleaseObservation, stepsOf } from './verdict/observation.ts';

export interface Drill {
  /** For example `good release`. */
  name: string;
  expected: Expectation;
  way: ReleaseWay;
  /** Labels that answers carry. */
  versions: { blue: string; green: string };
  /** Green gets the fault of the configuration. */
  isFaulty: boolean;
}

/**
 * How the environment's new stacks and releases come about; `before` is what the service stack said until now. Returns
 * whether what releases says that it did.
 */
export type ReleaseWay = (stage: Stage, release: { before: ServiceOutputs; isFaulty: boolean }) => Promise<boolean>;

/** What a release showed: of the service, and of the function that was released before it. */
export interface PlayedRelease {
  release: ReleaseObservation;
  functions: FunctionObservation[];
}

const SHOW_EVERY_MS = 250;
/** Requests this near to a change of weights belong to no step: the change was seen by polling. */
const STEP_MARGIN_MS = 60;

/** Plays one release under load, and tells what was seen. */
export async function playRelease(stage: Stage, drill: Drill): Promise<PlayedRelease> {
  const { engine, scope, clients, product, signal, quietMs = QUIET_MS } = stage;
  const { serviceStack, functionsStack } = product.drill;
  const before = await serviceOutputs(clients.cloudformation, serviceStack);
  const group = { application: before.ApplicationName, group: before.DeploymentGroupName };
  const watch = new ReleaseWatch(
    engine,
    scope,
    clients.codedeploy,
    before,
    await knownDeployments(clients.codedeploy, group),
  );
  const functionWatch =
    functionsStack === undefined ? undefined : await FunctionWatch.start(engine, clients, functionsStack);
  watch.start();
  const load = await startDrillLoad(stage, before.ProductionListenerArn);
  const stopShowing = show(stage, drill, watch, load);
  try {
    await pause(quietMs, signal);
    load.phase('during');
    const isReleased = await drill.way(stage, { before, isFaulty: drill.isFaulty });
    if (isReleased && drill.expected === 'released') {
      await finishStack(stage, serviceStack);
      await tasksGone(clients.ecs, { cluster: before.ClusterName, taskDefinition: before.TaskDefinitionArn }, signal);
    }
    load.phase('after');
    await pause(quietMs, signal);
    await load.stop();
    // The access log comes in batches: what it says of the last requests must be here before they are attributed.
    await engine.world.router.flush();
    await watch.look();
    const report = await load.stop((trace) => versionOf(watch, drill, watch.groupOfTrace(trace)));
    return {
      release: await observation(stage, drill, watch, report, before),
      // A bad service comes with a good function: it is released first, and stays.
      functions: functionWatch ? [await functionWatch.observation(drill.name, 'released')] : [],
    };
  } finally {
    stopShowing();
    watch.stop();
    functionWatch?.stop();
    await load.stop();
  }
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

/** Of the pair: the version that the group held; of any other group, a function's, its name. */
function versionOf(watch: ReleaseWatch, { versions }: Drill, group: string | undefined): string | undefined {
  if (group === watch.green) return versions.green;
  if (group === watch.blue) return versions.blue;
  return group?.split('/')[1];
}

async function observation(
  stage: Stage,
  drill: Drill,
  watch: ReleaseWatch,
  report: LoadReport,
  { ProductionListenerArn }: ServiceOutputs,
): Promise<ReleaseObservation> {
  const { clients } = stage;
  const { info, target } = watch.deployment ?? {};
  const rollbackId = info?.rollbackInfo?.rollbackDeploymentId;
  const rollback = rollbackId === undefined ? undefined : await sightOf(clients.codedeploy, rollbackId);
  const events = target?.lifecycleEvents ?? [];
  const loadBalancer = /listener\/(.+)\/[^/]+$/.exec(ProductionListenerArn)?.[1] ?? '';
  const comparison = await comparedRequests(stage, loadBalancer, [watch.blue, watch.green], watch.weights);
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
    ...(comparison && { comparison }),
    // The first entry is how the drill found the listener, before any step.
    steps: stepsOf(watch.weights, watch.requests, report.endedAt, STEP_MARGIN_MS).slice(1),
  };
}
