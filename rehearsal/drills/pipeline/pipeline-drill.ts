import { join } from 'node:path';
import type { DrilledProduct } from '../../adapters/product/product-config.ts';
import type { PipelineSource } from '../../engine/pipeline-sources.ts';
import { PipelineFollower } from './pipeline-follower.ts';
import type { PlayedRelease } from '../play-release.ts';
import { playRelease } from '../play-release.ts';
import type { Stage } from '../stage.ts';
import type { ExecutionObservation, RunningImage } from '../verdict/judge-execution.ts';
import { CommitClone } from './commit-clone.ts';
import { ExecutionWatch } from './execution-watch.ts';
import { byApproval } from './release-by-pipeline.ts';
import { runningImages } from './running-images.ts';

export interface CommittedRelease {
  name: string;
  expected: 'released' | 'rolled back';
  versions: { blue: string; green: string };
  isFaulty: boolean;
}

export interface PlayedCommit extends PlayedRelease {
  execution: ExecutionObservation;
}

/** Plays releases as commits that are pushed, one after the other. */
export class PipelineDrill {
  readonly #stage: Stage;
  readonly #settings: NonNullable<DrilledProduct['drill']['pipeline']>;
  readonly #source: PipelineSource;
  readonly #clone: CommitClone;
  readonly #follower: PipelineFollower;

  private constructor(
    stage: Stage,
    settings: NonNullable<DrilledProduct['drill']['pipeline']>,
    source: PipelineSource,
    clone: CommitClone,
  ) {
    this.#stage = stage;
    this.#settings = settings;
    this.#source = source;
    this.#clone = clone;
    const { display, engine } = stage;
    this.#follower = new PipelineFollower(engine.world, {
      paint: (_colour, text) => text,
      line: (text) => display.line(`  ${text}`),
      decideWith: 'the drill approves',
    });
  }

  static async prepare(stage: Stage, source: PipelineSource): Promise<PipelineDrill> {
    const { product, engine } = stage;
    const settings = product.drill.pipeline;
    if (!settings)
      throw new Error('The rehearsal configuration has no drill.pipeline: it says how a commit makes a release.');
    const directory = join(engine.folders.builds, 'commits');
    return new PipelineDrill(stage, settings, source, await CommitClone.make(product.root, directory, source.branch));
  }

  /** Throws when the commit does not come to the gate of the drill's environment. */
  async play(release: CommittedRelease): Promise<PlayedCommit> {
    const { engine, product, scope, signal, display, clients } = this.#stage;
    const { name: pipeline, edits } = this.#settings;
    const { green } = release.versions;
    const commitId = await this.#clone.commit(`${release.name} ${green}`, edits, green);
    const watch = new ExecutionWatch(engine.world, scope, pipeline);
    const url = engine.git?.url(this.#source.repositoryId) ?? '';
    display.line(`\nPushing ${commitId.slice(0, 7)}, ${green}: ${release.name}`);
    const imagesBefore = await runningImages(clients);
    const pushedAt = Date.now();
    await this.#clone.push(url, this.#source.branch);
    const observation = (imagesAfter: RunningImage[] = []): ExecutionObservation => ({
      name: release.name,
      expected: release.expected,
      environment: product.drill.environment,
      pipeline,
      commitId,
      seconds: (Date.now() - pushedAt) / 1000,
      versions: { before: watch.versionBefore, after: watch.version },
      addedAction: this.#settings.addedAction,
      executions: watch.executions,
      images: { before: imagesBefore, after: imagesAfter },
    });
    const waiting = await watch.waitingIn(product.drill.environment, signal);
    if (!waiting) throw new Error(whyNotThere(observation()));
    const played = await playRelease(this.#stage, { ...release, way: byApproval(watch, pipeline) });
    return { ...played, execution: observation(await runningImages(clients)) };
  }

  async close(): Promise<void> {
    this.#follower.stop();
    await this.#clone.close();
  }
}

function whyNotThere({ name, environment, executions }: ExecutionObservation): string {
  const failed = executions.flatMap(({ actionRuns }) => actionRuns).findLast(({ status }) => status === 'Failed');
  const why = failed ? `${failed.stage} / ${failed.action} failed: ${failed.error?.message}` : 'nothing failed';
  return `The ${name} did not come to the gate of ${environment}: ${why}`;
}
