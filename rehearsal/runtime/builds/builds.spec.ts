import { beforeEach, describe, expect, it } from '@jest/globals';
import { deserialize, serialize } from 'node:v8';
import { AwsError } from '../../kernel/aws-error.ts';
import { randomIds } from '../../kernel/ids.ts';
import { ManualClock } from '../../kernel/manual-clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { LogGroups } from '../logs/log-groups.ts';
import { Parameters } from '../parameters/parameters.ts';
import type { BuildRunner, BuildShell, BuildWorkspace } from '../ports/build-runner.ts';
import { Builds } from './builds.ts';
import type { ProjectSettings } from './project.ts';
import { testResults } from '../../domain/build/test-report.ts';
import { DEFAULT_SETTINGS } from './projects.ts';

const scope = { account: '111111111111', region: 'eu-west-1' };

let clock: ManualClock;
let statuses: Record<string, number>;
let ran: string[];
let closing: () => Promise<void>;
let exporting: () => Promise<Record<string, string>>;
let preparing: () => Promise<BuildWorkspace>;
let running: ((status: number) => void) | undefined;

/** Commands end with the status that a test gives them; one called `wait` waits for its killing. */
const shell: BuildShell = {
  run: (command) => {
    ran.push(command);
    return command === 'wait'
      ? new Promise((resolve) => {
          running = resolve;
        })
      : Promise.resolve(statuses[command] ?? 0);
  },
  exported: () => exporting(),
  kill: () => running?.(137),
};
const workspace: BuildWorkspace = {
  sourceDirectory: '/src',
  secondaryDirectories: {},
  readText: async () => undefined,
  openShell: async () => shell,
  collect: async () => 0,
  readFiles: async () => new Map(),
  linkCache: async () => {},
  keepCache: () => {},
  packCache: async () => undefined,
  unpackCache: async () => {},
  close: () => closing(),
};
const runner: BuildRunner = { prepare: () => preparing(), forgetCache: async () => {}, close: async () => {} };

function buildsOf(clock: ManualClock) {
  const parameters = new Parameters({ clock, ids: randomIds });
  const documents = { parse: (text: string) => JSON.parse(text) as unknown };
  const logs = new LogGroups({ clock });
  return new Builds({
    clock,
    ids: randomIds,
    log: silentLog,
    logs,
    parameters,
    runner,
    documents,
    secrets: { valueOf: () => '' },
    reportDocuments: { parseXml: () => ({ root: 'testsuites', content: '' }) },
    cacheObjects: undefined,
  });
}

const settings = (...commands: string[]): ProjectSettings => ({
  ...DEFAULT_SETTINGS,
  timeoutInMinutes: 5,
  sourceType: 'CODEPIPELINE',
  artifactsType: 'CODEPIPELINE',
  buildspec: JSON.stringify({ version: '0.2', phases: { build: { commands, finally: ['finally'] } } }),
  environment: {
    type: 'ARM_CONTAINER',
    image: 'x',
    computeType: 'BUILD_GENERAL1_SMALL',
    privilegedMode: false,
    imagePullCredentialsType: undefined,
    variables: [],
  },
  serviceRole: 'arn:aws:iam::111111111111:role/builder',
});

function start(builds: Builds, ...commands: string[]) {
  builds.projects.create(scope, 'picus', settings(...commands));
  return builds.start({
    scope,
    project: 'picus',
    sources: [],
    environment: {},
    artifactsDirectory: '/artifacts',
    initiator: 'codepipeline/picus',
  });
}

beforeEach(() => {
  clock = new ManualClock();
  statuses = {};
  ran = [];
  closing = async () => {};
  exporting = async () => ({});
  preparing = async () => workspace;
  running = undefined;
});

describe('a build', () => {
  it('has its time-out in real minutes, at any speed of the clock', () => {
    const slept: number[] = [];
    const fast = Object.assign(new ManualClock(), {
      speed: 60,
      sleep: (simulatedMs: number) => {
        slept.push(simulatedMs);
        return new Promise<void>(() => {});
      },
    });
    start(buildsOf(fast), 'true');
    expect(slept).toEqual([5 * 60_000 * 60]);
  });

  it('times out at its time and not before, in the phase that runs', async () => {
    const { done } = start(buildsOf(clock), 'wait');
    await clock.advance(5 * 60_000 - 1);
    expect(running).toBeDefined();
    const early = await Promise.race([done, Promise.resolve('running')]);
    expect(early).toBe('running');
    await clock.advance(1);
    expect(await done).toMatchObject({ status: 'TIMED_OUT', artifacts: [] });
  });

  it('runs no command after its stop, not even finally', async () => {
    const started = start(buildsOf(clock), 'one', 'wait', 'three');
    await clock.advance(0);
    await started.stop();
    expect(ran).toEqual(['one', 'wait']);
    expect((await started.done).status).toBe('STOPPED');
  });

  it.each<[string, string, (hold: Promise<void>) => void]>([
    [
      'while its sources are fetched, which fails then',
      'DOWNLOAD_SOURCE',
      (hold) => {
        preparing = () => hold.then(() => Promise.reject(new AwsError('AccessDenied', 'no')));
      },
    ],
    [
      'between two phases',
      'FINALIZING',
      (hold) => {
        exporting = () => hold.then(() => ({}));
      },
    ],
    [
      'while it ends',
      'FINALIZING',
      (hold) => {
        closing = () => hold;
      },
    ],
  ])('is stopped %s', async (_when, phase, holdAt) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    holdAt(promise);
    const started = start(buildsOf(clock), 'one');
    await clock.advance(0);
    const stopped = started.stop();
    resolve();
    await stopped;
    const { status, phases } = await started.done;
    expect([status, phases.at(-2)]).toMatchObject(['STOPPED', { phase, status: 'STOPPED' }]);
  });

  it('is not started once the engine stops', async () => {
    const builds = buildsOf(clock);
    await builds.close();
    expect(() => start(builds, 'true')).toThrow('The engine is stopping');
  });

  it('faults when it cannot clean up, and still ends', async () => {
    closing = () => Promise.reject(new Error('disk'));
    const { status, phases } = await start(buildsOf(clock), 'true').done;
    expect([status, phases.at(-2)]).toMatchObject([
      'FAULT',
      { phase: 'FINALIZING', context: { statusCode: 'INTERNAL_SERVICE_ERROR', message: 'disk' } },
    ]);
  });

  it('refuses a project that is not there', () => {
    const builds = buildsOf(clock);
    const request = { scope, project: 'none', sources: [], environment: {}, artifactsDirectory: '/a', initiator: 'x' };
    expect(() => builds.start(request)).toThrow('Project cannot be found: none');
  });
});

describe('builds of an engine that ended', () => {
  /** What is kept goes through the form in which it lies on disk. */
  const restart = (before: Builds): Builds => {
    const after = buildsOf(clock);
    after.restore(deserialize(serialize(before.save())) as ReturnType<Builds['save']>);
    return after;
  };
  const own = { ...settings('true'), sourceType: 'NO_SOURCE', artifactsType: 'NO_ARTIFACTS' } as const;

  it('keep their reports and their cache', async () => {
    const before = buildsOf(clock);
    await start(before, 'true').done;
    const group = before.reports.createGroup(scope, 'unit', 'TEST');
    const report = before.reports.add(group, 'arn:aws:codebuild:eu-west-1:111111111111:build/b', testResults([], true));
    const after = restart(before);
    expect(after.reports.reports(scope)).toEqual([report]);
    const [project] = after.projects.list(scope);
    expect(project?.cacheId).toBe(before.projects.list(scope)[0]?.cacheId);
  });

  it('that knew neither reports nor caches are told all the same', async () => {
    const before = buildsOf(clock);
    const { id, done } = start(before, 'true');
    await done;
    const { reports: _reports, ...saved } = before.save();
    for (const [, projects] of saved.projects)
      for (const project of projects.values()) remove(project, 'cache', 'cacheId');
    for (const build of saved.builds) {
      remove(build, 'cacheId', 'reportArns');
      remove(build.settings, 'cache');
    }
    const after = buildsOf(clock);
    after.restore(saved);
    expect(after.get(scope, id)).toMatchObject({ reportArns: [], settings: { cache: { type: 'NO_CACHE' } } });
    expect(after.projects.list(scope)).toMatchObject([
      { cache: { type: 'NO_CACHE' }, cacheId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ]);
    expect(after.reports.groups(scope)).toEqual([]);
  });

  it('are told as they were, and the next one of the project is counted on', async () => {
    const before = buildsOf(clock);
    const { id, done } = start(before, 'true');
    await done;
    const after = restart(before);
    after.resume();
    expect(after.list(scope)).toEqual(before.list(scope));
    expect(after.get(scope, id)).toMatchObject({ status: 'SUCCEEDED', number: 1 });
    expect(await after.stop(scope, id)).toMatchObject({ status: 'SUCCEEDED' });
    after.projects.update(scope, 'picus', own);
    const next = after.startBuild(scope, { project: 'picus', settings: {}, initiator: 'ada' });
    expect(next).toMatchObject({ number: 2, status: 'IN_PROGRESS' });
    await clock.advance(0);
    expect(after.list(scope).map(({ number, status }) => [number, status])).toEqual([
      [1, 'SUCCEEDED'],
      [2, 'SUCCEEDED'],
    ]);
  });

  it('are a fault when they ran, in the phase that ran, which is said of it', async () => {
    const before = buildsOf(clock);
    const { id } = start(before, 'wait');
    await clock.advance(0);
    const after = restart(before);
    expect(after.get(scope, id)).toMatchObject({ status: 'IN_PROGRESS' });
    await clock.advance(1000);
    after.resume();
    const { status, endedAt, phases } = after.get(scope, id);
    expect({ status, endedAt }).toEqual({ status: 'FAULT', endedAt: clock.now() });
    expect(phases.slice(-2)).toMatchObject([
      {
        type: 'BUILD',
        status: 'FAULT',
        endedAt: clock.now(),
        context: { statusCode: 'INTERNAL_SERVICE_ERROR', message: 'The engine ended while this build ran.' },
      },
      { type: 'COMPLETED', status: undefined },
    ]);
    expect(await after.stop(scope, id)).toMatchObject({ status: 'FAULT' });
    await clock.advance(5 * 60_000);
    expect(after.get(scope, id).phases).toHaveLength(phases.length);
  });

  it('are a fault between two phases too', async () => {
    exporting = () => new Promise(() => {});
    const before = buildsOf(clock);
    const { id } = start(before, 'true');
    await clock.advance(0);
    const after = restart(before);
    after.resume();
    expect(after.get(scope, id).phases.slice(-3)).toMatchObject([
      { type: 'POST_BUILD', status: 'SUCCEEDED' },
      { type: 'FINALIZING', status: 'FAULT' },
      { type: 'COMPLETED' },
    ]);
  });

  it('answer a token of before with the build of before', async () => {
    const before = buildsOf(clock);
    before.projects.create(scope, 'picus', own);
    const request = { project: 'picus', settings: {}, initiator: 'ada', token: { token: 't', request: 'r' } };
    const { id } = before.startBuild(scope, request);
    const after = restart(before);
    after.resume();
    expect(after.startBuild(scope, request).id).toBe(id);
    expect(ran).toEqual([]);
  });
});

const remove = (from: object, ...members: string[]): void => {
  for (const member of members) Reflect.deleteProperty(from, member);
};
