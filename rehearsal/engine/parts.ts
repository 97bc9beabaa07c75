import { join } from 'node:path';
import { appSpecYaml } from '../adapters/app-spec-yaml.ts';
import { buildRunner } from '../adapters/build-runner/build-runner.ts';
import { npmConfiguration } from '../adapters/build-runner/npm-configuration.ts';
import type { PinnedTool } from '../adapters/build-runner/tool-path.ts';
import { buildspecYaml } from '../adapters/buildspec-yaml.ts';
import { startEgressProxy } from '../adapters/egress-proxy/egress-proxy.ts';
import { createLocalAuthority } from '../adapters/egress-proxy/local-authority.ts';
import type { LineFiles } from '../adapters/files/line-files.ts';
import { functionTargets } from '../adapters/function-targets/function-targets.ts';
import { faultyWorkers, type InvocationFaults } from '../adapters/function-workers/faulty-workers.ts';
import { processWorkers } from '../adapters/function-workers/function-workers.ts';
import { imageStore } from '../adapters/image-store/image-store.ts';
import { objectStore } from '../adapters/object-store/object-store.ts';
import type { Fault } from '../adapters/process-runtime/container-process.ts';
import { createIssuer } from '../adapters/issuer/test-issuer.ts';
import { pipelineArtifacts } from '../adapters/pipeline-artifacts/pipeline-artifacts.ts';
import { processLedger } from '../adapters/process-runtime/process-ledger.ts';
import { processRuntime } from '../adapters/process-runtime/process-runtime.ts';
import { type RegistryOptions, startRegistry } from '../adapters/registry/registry-endpoint.ts';
import type { StateDirectory } from '../adapters/state/state-directory.ts';
import { folderForBuilds, openWorkspace } from '../adapters/state/workspace.ts';
import { reportXml } from '../adapters/report-xml.ts';
import { dynaliteStore } from '../adapters/table-store/dynalite-store.ts';
import { routerThread } from '../dataplane/router-thread.ts';
import type { Clock } from '../kernel/clock.ts';
import { randomIds } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { Scope } from '../kernel/scope.ts';
import { tellOfAlarms } from '../runtime/alarms/alarm-actions.ts';
import { AlarmRunner } from '../runtime/alarms/alarm-runner.ts';
import { Alarms } from '../runtime/alarms/alarms.ts';
import { Buckets } from '../runtime/buckets/buckets.ts';
import { Builds } from '../runtime/builds/builds.ts';
import { Certificates, type DeclaredCertificate } from '../runtime/certificates/certificates.ts';
import { containerService } from '../runtime/container-service/container-service.ts';
import { desiredCounts } from '../runtime/container-service/desired-counts.ts';
import { UtilizationMeter } from '../runtime/container-service/utilization-meter.ts';
import { Databases } from '../runtime/databases/databases.ts';
import { codeDeploy } from '../runtime/deployments/codedeploy.ts';
import { RecordSets } from '../runtime/domain-names/record-sets.ts';
import { Events } from '../runtime/events/events.ts';
import { tellOfDeployments } from '../runtime/events/sources/deployment-events.ts';
import { tellOfPipelines } from '../runtime/events/sources/pipeline-events.ts';
import { LambdaFunctions } from '../runtime/functions/lambda-functions.ts';
import { Identities } from '../runtime/identity/identities.ts';
import { Roles } from '../runtime/identity/roles.ts';
import { LoadBalancing } from '../runtime/load-balancing/load-balancing.ts';
import { LogGroups } from '../runtime/logs/log-groups.ts';
import { MetricStore } from '../runtime/metrics/metric-store.ts';
import { Network } from '../runtime/network/network.ts';
import { Topics } from '../runtime/notifications/topics.ts';
import { Parameters } from '../runtime/parameters/parameters.ts';
import { pipelineActions } from '../runtime/pipelines/actions/pipeline-actions.ts';
import { Pipelines } from '../runtime/pipelines/pipelines.ts';
import { Quotas } from '../runtime/quotas/quotas.ts';
import { imageRegistry } from '../runtime/repositories/image-registry.ts';
import { Repositories } from '../runtime/repositories/repositories.ts';
import { Rotations } from '../runtime/secrets/rotations.ts';
import { Secrets } from '../runtime/secrets/secrets.ts';
import { autoScaling } from '../runtime/scaling/auto-scaling.ts';
import { Tables } from '../runtime/tables/tables.ts';
import type { FunctionCode } from '../runtime/ports/function-workers.ts';
import type { SourceRevisions } from '../runtime/ports/source-revisions.ts';
import { TraceReceiver } from '../runtime/traces/trace-receiver.ts';
import { CustomResourceResponses } from '../runtime/stacks/custom-resource-responses.ts';
import type { Stacks } from '../runtime/stacks/stacks.ts';
import { storedCode } from './stored-objects.ts';

export interface PartsOptions {
  clock: Clock;
  log: Log;
  files: LineFiles;
  state: StateDirectory;
  /** Code of functions, by the bucket and key that templates name. */
  assetByKey: (bucket: string, key: string) => FunctionCode | undefined;
  /** Whose administrator an unknown access key is. */
  defaultAccount: string;
  /** Faults of a task definition's tasks, asked at each task's start. */
  faults: (taskDefinitionArn: string) => Fault[];
  /** Asked at each invocation. */
  invocationFaults: InvocationFaults;
  /** Whose tokens an environment takes that restricts access. */
  issuer?: { url: string; audience: string } | undefined;
  /** Certificates that accounts have before anything is deployed. */
  declaredCertificates?: readonly DeclaredCertificate[] | undefined;
  /** What `npm install -g` links in builds. */
  pinnedTools?: readonly PinnedTool[];
  /** The gateway's URL; known only once it listens. */
  endpointUrl: () => string;
  /** CloudFormation, which is made of these parts and which a pipeline's actions use. */
  stacks: () => Stacks;
  /** Told of what clients of the registry protocol do, which AWS records like calls of ECR's API. */
  recordCall?: RegistryOptions['record'];
  /** What builds find beside the machine's own programs: a `docker`. */
  buildTools?: { folder: string; environment(): Record<string, string> } | undefined;
  /** Repositories that pipelines fetch from; without any, their sources fail and say so. */
  revisions?: SourceRevisions | undefined;
}

/** What the APIs and the resource types are made of. */
export type Parts = Awaited<ReturnType<typeof createParts>>['parts'];

/** Everything that is rehearsed, wired: each part gets the ports it needs and nothing else. */
export async function createParts(options: PartsOptions) {
  const { clock, log, files, state, endpointUrl } = options;
  const ids = randomIds;

  const roles = new Roles({ clock, ids });
  const identities = new Identities({ clock, ids, roles, defaultAccount: options.defaultAccount });
  const metrics = new MetricStore();
  const logs = new LogGroups({
    clock,
    log,
    metrics,
    writer: {
      write: (_scope, group, stream, lines) => {
        for (const { message } of lines) files.write(`${group}/${stream.replaceAll('/', '_')}.log`, message);
      },
    },
  });
  const parameters = new Parameters({ clock, ids });
  const secrets = new Secrets({ clock, ids });
  const databases = new Databases({ ids, secrets });
  const alarms = new Alarms({ clock });
  const alarmRunner = new AlarmRunner({ clock, log, alarms, metrics });

  const tableStore = dynaliteStore(join(state.state, 'tables'));
  const tables = new Tables({ clock, ids, log, store: tableStore, metrics });

  const network = new Network({ ids });
  const router = routerThread();
  const invoked = functionTargets({ log, functions: () => functions });
  const authority = await createLocalAuthority(join(state.state, 'authority'));
  const certificates: Certificates = new Certificates({
    clock,
    ids,
    issuer: authority,
    usersOf: (arn): string[] => loadBalancing.listenerCertificates.usersOf(arn),
  });
  await Promise.all((options.declaredCertificates ?? []).map((declared) => certificates.declare(declared)));
  const loadBalancing = new LoadBalancing({
    clock,
    ids,
    log,
    router,
    network,
    metrics,
    functionTargets: invoked,
    certificates,
    accessLog: { write: (loadBalancer, line) => files.write(`access/${loadBalancer}.log`, line) },
  });

  const recordSets = new RecordSets(loadBalancing.names);

  const responses = new CustomResourceResponses(ids);
  const traces = new TraceReceiver({ clock, writeLine: (line) => files.write('traces.ndjson', line) });
  const issuer = options.issuer && (await createIssuer({ ...options.issuer, clock }));
  const npm = npmConfiguration();
  const proxy = await startEgressProxy({
    names: recordSets,
    reserved: [responses, traces, ...(issuer ? [issuer.host] : [])],
    authority,
    allowedHosts: npm.registryHosts,
    log,
  });
  const hostEnvironment = () => ({ AWS_ENDPOINT_URL: endpointUrl(), ...proxy.environment });

  const ledger = processLedger(state.processLedger);
  const images = imageStore({ directory: state.images });
  const repositories = new Repositories({ clock, images, ids });
  const registry = await startRegistry({
    registry: imageRegistry(repositories),
    clock,
    log,
    record: options.recordCall ?? (() => {}),
  });
  const buckets = new Buckets({ clock, ids, store: objectStore(join(state.state, 'buckets')) });
  // Only where a docker is given are there builds of pipelines.
  const workspace = openWorkspace(state.root, options.buildTools && folderForBuilds());
  const taskRuntime = processRuntime({
    images,
    logs,
    ledger,
    directory: join(workspace.path, 'tasks'),
    credentials: identities,
    hostEnvironment,
    faults: options.faults,
  });
  const ecs = containerService({
    clock,
    ids,
    log,
    taskRuntime,
    targetGroups: loadBalancing.targetGroups,
    addresses: network,
    secretStores: { secrets, parameters },
  });
  const utilization = new UtilizationMeter({ clock, log, metrics, services: ecs.services });
  const scaling = autoScaling({ clock, ids, log, alarms, metrics: alarmRunner, counts: desiredCounts(ecs.services) });
  const functions = new LambdaFunctions({
    clock,
    ids,
    log,
    logs,
    metrics,
    workers: faultyWorkers(
      processWorkers({
        directory: join(workspace.path, 'functions'),
        keep: join(state.state, 'functions'),
        started: (pid) => ledger.add(pid, 'function worker', { group: false }),
      }),
      options.invocationFaults,
    ),
    credentials: identities,
    endpointUrl,
    hostEnvironment: () => proxy.environment,
  });
  const rotations = new Rotations({ clock, log, secrets, functions });
  const topics = new Topics({
    clock,
    ids,
    log,
    functions,
    record: (delivery) => files.write('notifications.ndjson', JSON.stringify(delivery)),
  });
  const events = new Events({ clock, ids, log, functions, topics, logs });
  tellOfAlarms({ log, alarms, topics, functions, events, handlers: [scaling.alarmActions] });
  const deploy = codeDeploy({
    clock,
    ids,
    log,
    taskSets: ecs.taskSets,
    listeners: loadBalancing.listeners,
    targetGroups: loadBalancing.targetGroups,
    functions,
    alarmStates: alarms,
    appSpecs: appSpecYaml,
  });

  const keepsCaches = process.env['REHEARSAL_BUILD_CACHE'] !== 'off';
  const builds = new Builds({
    clock,
    ids,
    log,
    logs,
    parameters,
    secrets,
    documents: buildspecYaml,
    reportDocuments: reportXml,
    cacheObjects: keepsCaches ? buckets : undefined,
    runner: buildRunner({
      directory: join(workspace.path, 'builds'),
      ledger,
      credentials: identities,
      hostEnvironment: () => ({ ...hostEnvironment(), ...options.buildTools?.environment() }),
      npm,
      pinnedTools: options.pinnedTools ?? [],
      tools: options.buildTools ? [options.buildTools.folder] : [],
      hostPath: process.env['PATH'] ?? '',
      installs: keepsCaches ? join(state.builds, 'installs') : undefined,
      caches: join(state.builds, 'cache'),
    }),
  });

  const artifacts = pipelineArtifacts(join(state.builds, 'pipelines'));
  const pipelines = new Pipelines({
    clock,
    ids,
    log,
    artifacts,
    actions: pipelineActions({ artifacts, builds, stacks: options.stacks, revisions: options.revisions }),
  });

  tellOfDeployments(deploy.deployments, events);
  tellOfPipelines(pipelines, events);

  const parts = {
    quotas: new Quotas(),
    clock,
    ids,
    log,
    roles,
    identities,
    logs,
    parameters,
    secrets,
    rotations,
    databases,
    metrics,
    alarms,
    topics,
    events,
    tables,
    network,
    router,
    /** PEM file of what the certificates are verified against. */
    authorityFile: authority.certificateFile,
    certificates,
    recordSets,
    loadBalancing,
    responses,
    traces,
    issuer,
    images,
    repositories,
    registry,
    buckets,
    containerService: ecs,
    autoScaling: scaling,
    functions,
    codeDeploy: deploy,
    pipelines,
    builds,
    /** Assets are read from the assembly; what is not there may have been uploaded. */
    codeAt: async (scope: Scope, bucket: string, key: string) =>
      options.assetByKey(bucket, key) ?? (await storedCode(buckets, scope, bucket, key)),
    /** What a process needs in order to find the rehearsed world. */
    hostEnvironment,
  };
  alarmRunner.start();
  utilization.start();
  scaling.start();

  return {
    parts,
    /** In the order in which they depend on each other. */
    async close() {
      scaling.stop();
      utilization.stop();
      alarmRunner.stop();
      events.close();
      await builds.close();
      await deploy.close();
      rotations.close();
      await functions.stop();
      await ecs.close();
      loadBalancing.close();
      await router.stop();
      await invoked.close();
      await tableStore.close();
      await registry.close();
      await proxy.close();
      workspace.remove();
    },
  };
}
