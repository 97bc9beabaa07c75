import { join } from 'node:path';
import { assetLookup } from './adapters/assembly-reader.ts';
import { installedTools } from './adapters/build-runner/installed-tools.ts';
import { containerTools } from './adapters/container-tools/container-tools.ts';
import { engineLog } from './adapters/files/engine-log.ts';
import { lineFiles } from './adapters/files/line-files.ts';
import { type GitRemote, startGitRemote } from './adapters/git-remote/git-remote.ts';
import type { Issuer } from './adapters/issuer/test-issuer.ts';
import type { Fault } from './adapters/process-runtime/container-process.ts';
import { endOrphans } from './adapters/process-runtime/process-ledger.ts';
import type { ProductConfig } from './adapters/product/product-config.ts';
import { snapshotFile } from './adapters/state/snapshot-file.ts';
import type { StateDirectory } from './adapters/state/state-directory.ts';
import type { Assembly } from './domain/stack/assembly.ts';
import { apisOf } from './engine/apis.ts';
import { bootstrapAccounts } from './engine/bootstrapped.ts';
import { Persistence } from './engine/persistence.ts';
import { persistentParts } from './engine/persistent-parts.ts';
import { ensureImages } from './engine/product-images.ts';
import { announcePush } from './engine/announce-push.ts';
import { createWorld, type World } from './engine/world.ts';
import { scaledClock } from './kernel/clock.ts';
import { messageOf } from './kernel/aws-error.ts';
import type { Log } from './kernel/log.ts';
import type { Scope } from './kernel/scope.ts';
import { assertRunnable, deployEnvironments } from './runtime/stacks/deploy-assembly.ts';
import { CallLog } from './wire/call-log.ts';
import { createGateway } from './wire/gateway.ts';

export interface EngineOptions {
  product: ProductConfig;
  /** How many times faster waits pass, 1 to 60. */
  speed: number;
  /** Of the AWS endpoint; 0 takes a free one. */
  port: number;
  /** Taken over: released when the engine stops. */
  state: StateDirectory;
  /** State is kept: the engine goes on from what the directory holds, and saves. Without it, it begins empty and keeps nothing. */
  resume?: boolean;
  /** Whose administrator an unknown access key is: the assembly's first account. */
  defaultAccount: string;
  /** Told of warnings and errors, which are in `logs/engine.log` too. */
  alert: (level: 'warn' | 'error', message: string) => void;
  /** Repositories that are pushed to, as `owner/name`, on a port of their own (0 takes a free one). Needs git. */
  git?: { repositories: readonly string[]; port: number };
}

export interface Engine {
  /** Where AWS clients find it: `http://127.0.0.1:<port>`. */
  endpoint: string;
  world: World;
  /** Undefined when the product's configuration names none. */
  issuer: Issuer | undefined;
  /** Undefined when the options name no repositories. */
  git: GitRemote | undefined;
  /** With what builds make images, in a line for people; undefined where nothing is pushed. */
  builds: string | undefined;
  /** Folders of this run. */
  folders: { logs: string; builds: string };
  log: Log;
  /** Makes an assembly's assets known, and its accounts as `cdk bootstrap` leaves them. What deploys one does it, too. */
  use(assembly: Assembly): void;
  /**
   * Builds missing images, then creates or updates the environments' stacks. What the rehearsal cannot run is refused by name
   * before anything starts. Throws DeploymentFailed.
   */
  deploy(assembly: Assembly, environments: readonly string[], progress: (line: string) => void): Promise<void>;
  /**
   * Creates or updates the stacks outside every stage: the pipeline. A new pipeline starts at once, and fails at its source as
   * long as nothing was pushed. Throws DeploymentFailed.
   */
  deployPipeline(assembly: Assembly): Promise<void>;
  /** Every task that starts from now on gets these faults, if its task definition's ARN is among those meant. */
  injectFaults(isMeant: (taskDefinitionArn: string) => boolean, faults: Fault[]): void;
  /** From now on this share (0 to 1) of the invocations of a function's version fails. */
  failInvocations(scope: Scope, functionName: string, version: string, share: number): void;
  /** Resolves when what is there now is saved, where state is kept. */
  save(): Promise<void>;
  /** Ends every process, thread and port that it started. */
  stop(): Promise<void>;
}

function served(git: GitRemote | undefined): GitRemote {
  if (!git) throw new Error('The git remote has not started yet.');
  return git;
}

/** Starts an engine without any stack. Throws PortTakenError. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { state } = options;
  const endings: (() => Promise<unknown> | void)[] = [() => state.release()];
  const stop = async () => {
    // What fails to end is told; the rest must still end, the lock last.
    for (const ending of endings.splice(0).toReversed())
      await Promise.resolve()
        .then(ending)
        .catch((error: unknown) => options.alert('error', `A part did not end: ${messageOf(error)}`));
  };
  try {
    const files = lineFiles(state.logs, (file, error) => options.alert('error', `${file}: ${error.message}`));
    endings.push(() => files.close());
    const log = engineLog(files, options.alert);
    for (const orphan of endOrphans(state.processLedger)) log.info(`Ended an orphan of an earlier run: ${orphan}`);

    const lookups: ReturnType<typeof assetLookup>[] = [];
    const faults: { isMeant: (taskDefinitionArn: string) => boolean; faults: Fault[] }[] = [];
    const invocationFaults = new Map<string, number>();
    let endpoint = '';
    let git: GitRemote | undefined;
    // Builds need a docker only where pipelines run.
    const buildTools =
      options.git &&
      (await containerTools({
        directory: join(state.state, 'container-tools'),
        cache: join(state.builds, 'container-tools'),
        registryUrl: () => world.registry.url,
        log,
        hostPath: process.env['PATH'] ?? '',
      }));
    if (buildTools) endings.push(() => buildTools.close());
    const calls = new CallLog({ writeLine: (line) => files.write('aws-calls.ndjson', line) });
    const clock = scaledClock(options.speed);
    const world: World = await createWorld({
      clock,
      log,
      files,
      state,
      defaultAccount: options.defaultAccount,
      issuer: options.product.issuer,
      declaredCertificates: options.product.certificates,
      // What CDK Pipelines' own steps install.
      pinnedTools: installedTools(options.product.root, ['aws-cdk', 'cdk-assets']),
      endpointUrl: () => endpoint,
      faults: (taskDefinitionArn) => faults.flatMap((some) => (some.isMeant(taskDefinitionArn) ? some.faults : [])),
      invocationFaults: (version) => invocationFaults.get(version) ?? 0,
      // The newest assembly first: names are hashes, so an older one's answer is the same.
      assetByKey: (bucket, key) => lookups.map((lookup) => lookup(bucket, key)).find((code) => code !== undefined),
      revisions: options.git && {
        head: (...of) => served(git).head(...of),
        commit: (...of) => served(git).commit(...of),
        checkout: (...of) => served(git).checkout(...of),
      },
      buildTools,
      recordCall: (call) => calls.record(call),
    });
    endings.push(() => world.close());

    const persistence =
      options.resume === true
        ? new Persistence({ clock, log, file: snapshotFile(join(state.state, 'world')), parts: persistentParts(world) })
        : undefined;
    persistence?.restore();

    const gateway = await createGateway({
      services: apisOf(world),
      identities: world.identities,
      log,
      port: options.port,
      calls,
    });
    endings.push(() => gateway.close());
    endpoint = gateway.url;
    if (options.git) {
      // After the pipelines are there, so that no push meets none; before what fetches from it goes on.
      const remote = await startGitRemote({
        ...options.git,
        directory: join(state.state, 'repositories'),
        log,
        async pushed(push) {
          const lines = announcePush(world.pipelines, push);
          // Who pushed is told what survives.
          await persistence?.save();
          return lines;
        },
      });
      git = remote;
      endings.push(() => remote.close());
    }
    await persistence?.resume();
    if (persistence) {
      persistence.start();
      endings.push(() => persistence.close());
    }

    const use = (assembly: Assembly) => {
      lookups.unshift(assetLookup(assembly));
      bootstrapAccounts(world, assembly);
    };
    return {
      endpoint,
      world,
      issuer: world.issuer,
      git,
      builds: buildTools?.description,
      folders: state,
      log,
      use,
      async deploy(assembly, environments, progress) {
        use(assembly);
        const wanted = assembly.environments.filter(({ name }) => environments.includes(name));
        assertRunnable(world.stacks, wanted);
        for (const line of await ensureImages(world, options.product, assembly, state.builds, (l) => log.info(l)))
          progress(line);
        await deployEnvironments(world.stacks, wanted);
      },
      async deployPipeline(assembly) {
        use(assembly);
        await deployEnvironments(world.stacks, [
          { name: 'pipeline', displayName: 'pipeline', stacks: assembly.stacks },
        ]);
      },
      injectFaults: (isMeant, injected) => void faults.push({ isMeant, faults: injected }),
      failInvocations: (scope, name, version, share) =>
        void invocationFaults.set(`${world.functions.get(scope, name).arn}:${version}`, share),
      save: async () => persistence?.save(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
