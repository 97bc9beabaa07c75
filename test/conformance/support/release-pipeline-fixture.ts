import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as codepipeline from '@aws-sdk/client-codepipeline';
import { execFileSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineFiles } from '../../../rehearsal/adapters/files/line-files.ts';
import { openStateDirectory } from '../../../rehearsal/adapters/state/state-directory.ts';
import type { Execution } from '../../../rehearsal/domain/pipeline-run/execution.ts';
import { apisOf } from '../../../rehearsal/engine/apis.ts';
import { createWorld, type World } from '../../../rehearsal/engine/world.ts';
import { scaledClock } from '../../../rehearsal/kernel/clock.ts';
import { silentLog } from '../../../rehearsal/kernel/log.ts';
import { startGateway, TEST_SCOPE as scope, type TestGateway } from './gateway.ts';
import { parallelPipeline, template } from './release-pipeline-template.ts';
import { releaseTool, type Tool } from './release-tool.ts';

/** A pipeline whose builds are real processes: Source, Build, Prod with an approval and a check that a file decides. */
export interface ReleasePipelineFixture {
  world: World;
  gateway: TestGateway;
  /** Oldest first. */
  executions(): readonly Execution[];
  /** The newest. */
  execution(): Execution;
  /** Resolves when the pipeline is as it should be. */
  until(check: () => boolean): Promise<void>;
  /** What the source holds from now on; its commit's id is that of the message's characters, as the source gives it. */
  commit(message: string): void;
  /** Builds wait, in their middle, until the returned function is called. */
  holdBuilds(): () => void;
  /** Whether the check in Prod passes. */
  letPass(isPassing: boolean): void;
  /** Changes the pipeline through its stack, as it does itself. */
  addStage(name: string): Promise<void>;
  /** A second pipeline beside picus, with an approval, whose executions run in parallel. Returns what deletes it. */
  addParallelPipeline(name: string): Promise<() => Promise<void>>;
  /** Where tests may write. */
  root: string;
  /** Runs the release tool, with --json unless the words say where to. */
  release(...words: string[]): Tool;
  close(): Promise<void>;
}

export async function releasePipelineFixture(): Promise<ReleasePipelineFixture> {
  const root = mkdtempSync(join(tmpdir(), 'release-pipeline-'));
  const source = join(root, 'source');
  mkdirSync(source);
  const passes = join(root, 'passes');
  const gate = join(root, 'gate');
  let head = { commitId: '', message: '', author: { name: 'Ada', email: 'a@b.c' }, authoredAt: 0 };
  const commit = (message: string) => {
    head = { ...head, commitId: Buffer.from(message).toString('hex').padEnd(40, '0').slice(0, 40), message };
    writeFileSync(join(source, 'message.txt'), message);
  };
  commit('one');

  const state = openStateDirectory(join(root, 'state'), { fresh: true });
  const files = lineFiles(state.logs, () => {});
  let gateway: TestGateway | undefined;
  const world = await createWorld({
    clock: scaledClock(60),
    log: silentLog,
    files,
    state,
    defaultAccount: scope.account,
    endpointUrl: () => gateway?.url ?? '',
    faults: () => [],
    invocationFaults: () => 0,
    assetByKey: () => undefined,
    revisions: { head: async () => head, commit: async () => head, checkout: async () => source },
  });
  const served = await startGateway(apisOf(world), { identities: world.identities });
  gateway = served;
  const stacks = new cloudformation.CloudFormationClient(served.clientConfig());
  const request = (more: string[]) => ({
    StackName: 'pipeline',
    TemplateBody: JSON.stringify(template({ passes, gate }, more)),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  });
  const settled = async () => world.stacks.settled(world.stacks.byName(scope, 'pipeline'));
  await stacks.send(new cloudformation.CreateStackCommand(request([])));
  await settled();
  // A new pipeline starts at once; the tests start their own executions.
  const [first] = world.pipelines.get(scope, 'picus').state.executions;
  if (first) world.pipelines.stop(scope, 'picus', first.id, { abandon: true });

  const executions = () => world.pipelines.get(scope, 'picus').state.executions;
  const children = new Set<ChildProcess>();
  return {
    world,
    gateway: served,
    executions,
    execution: () => {
      const newest = executions().at(-1);
      if (!newest) throw new Error('The pipeline has had no execution.');
      return newest;
    },
    until: (check) =>
      new Promise((resolve) => {
        const look = () => {
          if (!check()) return;
          unsubscribe();
          resolve();
        };
        const unsubscribe = world.pipelines.changed.subscribe(look);
        look();
      }),
    commit,
    holdBuilds: () => {
      execFileSync('mkfifo', [gate]);
      return () => {
        // Opens when the build reads it.
        writeFileSync(gate, '');
        rmSync(gate);
      };
    },
    letPass: (isPassing) => (isPassing ? writeFileSync(passes, '') : rmSync(passes, { force: true })),
    addStage: async (name) => {
      await stacks.send(new cloudformation.UpdateStackCommand(request([name])));
      await settled();
    },
    addParallelPipeline: async (name) => {
      const client = new codepipeline.CodePipelineClient(served.clientConfig());
      await client.send(new codepipeline.CreatePipelineCommand({ pipeline: parallelPipeline(name) }));
      return async () => {
        await client.send(new codepipeline.DeletePipelineCommand({ name }));
        client.destroy();
      };
    },
    root,
    release: (...words) => releaseTool(words, served, root, children),
    close: async () => {
      const left = [...children];
      for (const child of left) child.kill('SIGKILL');
      await Promise.all(left.map((child) => new Promise((resolve) => child.once('close', resolve))));
      stacks.destroy();
      await served.close();
      await world.close();
      await files.close();
      state.release();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
